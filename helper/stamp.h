// When a packet left or came, on both clocks, and the time between. Pure.
#pragma once

#include "shared/types.h"

namespace traypulse::helper {

/// One moment on both clocks. The kernel stamps packets with CLOCK_REALTIME only, so the round-trip
/// time is a difference of that clock; CLOCK_MONOTONIC beside it catches a step of it in between.
struct Stamp {
    Nanoseconds real{};  ///< CLOCK_REALTIME since 1970
    MonoTime mono;
    [[nodiscard]] Nanoseconds offset() const { return real - mono.time_since_epoch(); }
    [[nodiscard]] WallTime wall() const {
        return WallTime{std::chrono::duration_cast<std::chrono::microseconds>(real)};
    }
};

/// `sent`: both clocks at the send. `received_real`: the kernel's stamp of the answer. `now`: both
/// clocks when the answer was read, so that 0 ≤ rtt ≤ now.mono − sent.mono always holds.
[[nodiscard]] Rtt round_trip(const Stamp& sent, Nanoseconds received_real, const Stamp& now);

}  // namespace traypulse::helper
