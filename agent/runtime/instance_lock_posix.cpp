#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>

#include "agent/runtime/instance_lock.h"
#include "agent/translations/translate.h"
#include "shared/system_error.h"

namespace traypulse {

Result<std::optional<InstanceLock>> InstanceLock::acquire(const std::string& path) {
    UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (!fd)
        return system_error(tr("cannot open the lock {0}", path), ErrorCode::io,
                            tr("make sure that you may write there"));
    while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return std::optional<InstanceLock>();
        if (errno != EINTR)
            return system_error(tr("cannot lock {0}", path), ErrorCode::io,
                                tr("set XDG_RUNTIME_DIR to a local directory"));
    }
    return std::optional<InstanceLock>(InstanceLock(std::move(fd)));
}

}  // namespace traypulse
