#include <fcntl.h>
#include <io.h>
#include <share.h>
#include <sys/stat.h>

#include <cerrno>

#include "agent/runtime/instance_lock.h"
#include "agent/translations/translate.h"
#include "shared/system_error.h"
#include "shared/text_windows.h"

namespace traypulse {

// A file that nobody else may open while it is open. Windows closes it with the process, however
// that ends, as flock(2) lets go.
Result<std::optional<InstanceLock>> InstanceLock::acquire(const std::string& path) {
    int fd = -1;
    const int error =
        ::_wsopen_s(&fd, windows::wide(path).c_str(), _O_RDWR | _O_CREAT | _O_BINARY | _O_NOINHERIT,
                    _SH_DENYRW, _S_IREAD | _S_IWRITE);
    if (error == 0) return std::optional<InstanceLock>(InstanceLock(UniqueFd(fd)));
    // A sharing violation comes as "permission denied"; a directory that is not ours does, too, but
    // runtime_dir() has just made this one.
    if (error == EACCES) return std::optional<InstanceLock>();
    errno = error;
    return system_error(tr("cannot open the lock {0}", path), ErrorCode::io,
                        tr("make sure that you may write there"));
}

}  // namespace traypulse
