// What this program costs the machine: its own process, and the helper and pings that it started.
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>

#include "agent/engine/throttle.h"
#include "agent/runtime/clock.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {

/// Processor time of this process since its start, of its children that have ended, and of those
/// that run. Only grows.
Nanoseconds processor_time();
/// Memory of this process and its running children that nobody else uses: resident pages without
/// the shared ones (proc(5), statm). A library that ten programs have open is nobody's weight.
std::uint64_t private_memory();
/// Gives memory that is free already back to the system.
void return_free_memory();

/// Loop thread only. Tells a reading each Throttle::kReadingEvery seconds, and at once when battery
/// or metered changes.
class OwnWeight {
 public:
    OwnWeight(uv_loop_t* loop, std::function<void(const ThrottleReading&)> weighed);

    void on_battery(bool on);
    void on_metered(bool on);

 private:
    void weigh();
    std::function<void(const ThrottleReading&)> weighed_;
    uv::Timer timer_;
    ThrottleReading last_;
    MonoTime at_ = now().mono;
    Nanoseconds spent_ = processor_time();
};

}  // namespace traypulse::runtime
