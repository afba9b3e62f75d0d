#include "agent/runtime/instance_lock.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace traypulse {

Result<std::optional<InstanceLock>> InstanceLock::acquire(const std::string& path) {
    UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (!fd)
        return Error{ErrorCode::io, "cannot open the lock " + path + ": " + std::strerror(errno),
                     "make sure that you may write there"};
    while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return std::optional<InstanceLock>();
        if (errno != EINTR)
            return Error{ErrorCode::io, "cannot lock " + path + ": " + std::strerror(errno),
                         "set XDG_RUNTIME_DIR to a local directory"};
    }
    return std::optional<InstanceLock>(InstanceLock(std::move(fd)));
}

Result<std::optional<InstanceLock>> claim_instance(const RuntimeDir& dir,
                                                   std::chrono::milliseconds patience) {
    // The first one may have the lock but no socket yet, or be about to end: so both are tried
    // again.
    const auto until = std::chrono::steady_clock::now() + patience;
    constexpr int kPauseMs = 50;
    while (true) {
        auto lock = InstanceLock::acquire(dir.lock());
        if (!lock || lock.value()) return lock;
        control::Request show;
        show.verb = control::Verb::show;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            until - std::chrono::steady_clock::now());
        const auto told = control::ask(dir.socket(), show, left);
        if (told) return std::optional<InstanceLock>();
        if (told.error().code != ErrorCode::unavailable) return told.error();
        if (std::chrono::steady_clock::now() >= until)
            return Error{ErrorCode::unavailable,
                         "another Traypulse is running, but it does not answer",
                         "end it (`pkill -x traypulse`) and start again"};
        ::poll(nullptr, 0, kPauseMs);
    }
}

}  // namespace traypulse
