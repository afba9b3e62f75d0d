// The wall clock beside the monotonic one: was it set?
#pragma once

#include <optional>
#include <utility>

#include "shared/types.h"

namespace traypulse {

/// Pure: both times come in. How far the wall clock has been moved against the monotonic one from
/// look to look; a sleep, in which the monotonic one stands still, moves it, too.
class ClockSteps {
 public:
    /// Less is a clock that is disciplined (adjtime(3), at most 0.5 ms a second) or read late.
    static constexpr Nanoseconds kLeast = std::chrono::seconds(1);
    /// More is a machine without a battery for its clock that has learnt the date: times that were
    /// saved before are right from now on.
    static constexpr Nanoseconds kMost = std::chrono::hours(24);

    /// Since the last look; 0: less than kLeast, more than kMost, or the first look.
    /// `slept`: of it, because the machine was asleep.
    Nanoseconds look(Instant now, Nanoseconds slept = Nanoseconds::zero()) {
        const Nanoseconds offset = now.wall.time_since_epoch() - now.mono.time_since_epoch();
        const auto before = std::exchange(offset_, offset);
        if (!before) return Nanoseconds::zero();
        const auto step = offset - *before - slept;
        const auto size = std::chrono::abs(step);
        return size < kLeast || size > kMost ? Nanoseconds::zero() : step;
    }

 private:
    std::optional<Nanoseconds> offset_;
};

}  // namespace traypulse
