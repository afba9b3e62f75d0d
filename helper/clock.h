// The only place of the helper where time is read.
#pragma once

#include "helper/stamp.h"

namespace traypulse::helper {

/// CLOCK_MONOTONIC. Any thread.
[[nodiscard]] MonoTime monotonic_now();
/// Both clocks. Any thread.
[[nodiscard]] Stamp stamp_now();

}  // namespace traypulse::helper
