// Notices that time has passed in which nothing of ours ran: suspend, a stopped process, a frozen
// VM.
#pragma once

#include <functional>

#include "agent/runtime/clock.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {

/// Loop thread only. Compares CLOCK_BOOTTIME with CLOCK_MONOTONIC (which stands still in suspend)
/// once a second, and that second with what passed; wall-clock steps have no part in it. Where
/// somebody announces sleep, a sleep that both notice is told once.
class SleepWatch {
 public:
    /// `slept`: how long by the clocks.
    SleepWatch(uv_loop_t* loop, std::function<void(Nanoseconds slept)> woke);

    /// The system says that it goes to sleep …
    void about_to_sleep();
    /// … and that it is awake again. Tells of it at once, also of a sleep that is too short for the
    /// clocks to prove: what was under way was ended for it.
    void awake();

 private:
    void look();
    void tell(Nanoseconds slept);
    std::function<void(Nanoseconds)> woke_;
    uv::Timer timer_;
    Nanoseconds slept_ = slept_since_boot();
    MonoTime last_ = now().mono;
    bool announced_ = false;      ///< a sleep that was not told of yet
    Nanoseconds slept_before_{};  ///< slept_since_boot() when it was announced
};

}  // namespace traypulse::runtime
