#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "agent/probes/plain_file.h"
#include "shared/descriptor.h"

namespace traypulse {

int unreadable(const std::string& file) {
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd) return errno;
    struct stat what {};
    if (::fstat(fd.get(), &what) != 0) return errno;
    if (S_ISREG(what.st_mode)) return 0;
    return S_ISDIR(what.st_mode) ? EISDIR : EINVAL;
}

}  // namespace traypulse
