#include <fcntl.h>
#include <sys/stat.h>

#include "agent/runtime/log_privacy.h"

namespace traypulse {

void make_private(std::FILE* file) {
    const int fd = ::fileno(file);
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::fchmod(fd, S_IRUSR | S_IWUSR);
}

}  // namespace traypulse
