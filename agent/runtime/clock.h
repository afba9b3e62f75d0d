// The one place of the agent that reads clocks.
#pragma once

#include <string>

#include "shared/types.h"

namespace traypulse::runtime {

/// CLOCK_MONOTONIC and CLOCK_REALTIME, read one after the other. Any thread.
Instant now();
/// CLOCK_BOOTTIME − CLOCK_MONOTONIC: how long this machine has slept since it was started.
Nanoseconds slept_since_boot();
/// "14:02" in the machine's time zone.
std::string local_clock_text(WallTime time);
/// "2024-06-01 14:02:33 +0200": to be read to somebody in another time zone.
std::string local_moment_text(WallTime time);
/// Minutes since Sunday 00:00 in the machine's time zone (engine/local_time.h).
int local_minute(WallTime time);

}  // namespace traypulse::runtime
