#include <fcntl.h>
#include <sys/event.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "helper/clock.h"
#include "helper/deadline_timer.h"
#include "helper/log.h"
#include "shared/helper_exit.h"
#include "shared/system_error.h"

namespace traypulse::helper {
namespace {
// The one timer of the queue.
constexpr std::uintptr_t kTimer = 1;
}  // namespace

DeadlineTimer::~DeadlineTimer() {
    poll_.reset();
    if (fd_ >= 0) close(fd_);
}

Status DeadlineTimer::open(uv_loop_t* loop, std::function<void()> due) {
    due_ = std::move(due);
    fd_ = kqueue();
    if (fd_ < 0 || fcntl(fd_, F_SETFD, FD_CLOEXEC) != 0)
        return system_error("cannot create a timer");
    // A kqueue is readable while it holds an event, also for libuv's own.
    poll_ = uv::Poll(loop, fd_, UV_READABLE, [this](int, int) { expired(); });
    if (!poll_) return Error{ErrorCode::io, "cannot watch the timer", ""};
    return ok();
}

void DeadlineTimer::expired() {
    struct kevent event {};
    const timespec at_once{};
    [[maybe_unused]] const int got = kevent(fd_, nullptr, 0, &event, 1, &at_once);
    set_to_ = MonoTime::max();
    due_();
}

// The time that is left, and not NOTE_ABSOLUTE, which is of the clock on the wall. It does not
// drift all the same, because each deadline is subtracted anew; like our clock it stands still
// while the machine sleeps. NOTE_CRITICAL: without it the system puts timers together to save
// power.
void DeadlineTimer::set(MonoTime when) {
    if (when == set_to_) return;
    set_to_ = when;
    struct kevent change {};
    if (when == MonoTime::max()) {
        EV_SET(&change, kTimer, EVFILT_TIMER, EV_DELETE, 0, 0, nullptr);
        // Where it went off already there is none.
        if (kevent(fd_, &change, 1, nullptr, 0, nullptr) == 0 || errno == ENOENT) return;
    } else {
        const auto left = std::max(when - monotonic_now(), Nanoseconds{1});
        EV_SET(&change, kTimer, EVFILT_TIMER, EV_ADD | EV_ONESHOT, NOTE_NSECONDS | NOTE_CRITICAL,
               left.count(), nullptr);
        if (kevent(fd_, &change, 1, nullptr, 0, nullptr) == 0) return;
    }
    // A helper that has no sense of time would sleep for ever; whoever started it starts a new one.
    log_line("cannot set the timer; ending");
    _exit(helper_exit::kSystem);
}

}  // namespace traypulse::helper
