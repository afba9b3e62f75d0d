// Notices that time has passed in which nothing of ours ran: suspend, a stopped process, a frozen
// VM.
#pragma once

#include <functional>

#include "agent/runtime/clock.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {

/// Loop thread only. Compares CLOCK_BOOTTIME with CLOCK_MONOTONIC (which stands still in suspend)
/// once a second, and that second with what passed; wall-clock steps have no part in it.
class SleepWatch {
 public:
    SleepWatch(uv_loop_t* loop, std::function<void(Nanoseconds slept)> woke);

 private:
    void look();
    std::function<void(Nanoseconds)> woke_;
    uv::Timer timer_;
    Nanoseconds slept_ = slept_since_boot();
    MonoTime last_ = now().mono;
};

}  // namespace traypulse::runtime
