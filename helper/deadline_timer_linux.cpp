#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "helper/deadline_timer.h"
#include "helper/log.h"
#include "shared/helper_exit.h"
#include "shared/system_error.h"

namespace traypulse::helper {

DeadlineTimer::~DeadlineTimer() {
    poll_.reset();
    if (fd_ >= 0) close(fd_);
}

Status DeadlineTimer::open(uv_loop_t* loop, std::function<void()> due) {
    due_ = std::move(due);
    fd_ = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd_ < 0) return system_error("cannot create a timer");
    poll_ = uv::Poll(loop, fd_, UV_READABLE, [this](int, int) { expired(); });
    if (!poll_) return Error{ErrorCode::io, "cannot watch the timer", ""};
    return ok();
}

void DeadlineTimer::expired() {
    std::uint64_t times = 0;
    [[maybe_unused]] const auto got = ::read(fd_, &times, sizeof times);
    set_to_ = MonoTime::max();
    due_();
}

void DeadlineTimer::set(MonoTime when) {
    if (when == set_to_) return;
    set_to_ = when;
    itimerspec spec{};  // all zero: never
    if (when != MonoTime::max()) {
        constexpr std::int64_t kNanoseconds = 1'000'000'000;
        const auto at = when.time_since_epoch().count() > 0 ? when.time_since_epoch().count() : 1;
        spec.it_value.tv_sec = at / kNanoseconds;
        spec.it_value.tv_nsec = at % kNanoseconds;
    }
    if (timerfd_settime(fd_, TFD_TIMER_ABSTIME, &spec, nullptr) == 0) return;
    // A helper that has no sense of time would sleep for ever; whoever started it starts a new one.
    log_line("cannot set the timer; ending");
    _exit(helper_exit::kSystem);
}

}  // namespace traypulse::helper
