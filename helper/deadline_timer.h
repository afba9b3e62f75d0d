// An absolute timer: it does not drift, and is exact to what the kernel can.
#pragma once

#include <functional>

#include "shared/result.h"
#include "shared/types.h"
#include "shared/uv_handle.h"

namespace traypulse::helper {

/// timerfd_create(2) on CLOCK_MONOTONIC; EVFILT_TIMER of a kqueue(2) of its own. Loop thread only.
/// (A repeating uv_timer_t drifted by 10 %.)
class DeadlineTimer {
 public:
    DeadlineTimer() = default;
    ~DeadlineTimer();
    DeadlineTimer(const DeadlineTimer&) = delete;
    DeadlineTimer& operator=(const DeadlineTimer&) = delete;

    [[nodiscard]] Status open(uv_loop_t* loop, std::function<void()> due);
    /// Once at `when`, at once where that has passed; MonoTime::max() for never. Replaces what was
    /// set.
    void set(MonoTime when);

 private:
    void expired();
    int fd_ = -1;
    MonoTime set_to_ = MonoTime::max();
    std::function<void()> due_;
    uv::Poll poll_;
};

}  // namespace traypulse::helper
