#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>

#include <cerrno>

#include "agent/probes/plain_file.h"
#include "shared/descriptor.h"

namespace traypulse {

int unreadable(const std::string& file) {
    struct _stat64 what {};
    if (::_stat64(file.c_str(), &what) != 0) return errno;
    if ((what.st_mode & _S_IFDIR) != 0) return EISDIR;
    if ((what.st_mode & _S_IFREG) == 0) return EINVAL;
    const UniqueFd fd(::_open(file.c_str(), _O_RDONLY | _O_NOINHERIT));
    return fd ? 0 : errno;
}

}  // namespace traypulse
