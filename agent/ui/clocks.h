// The moment that a window is drawn for. Any thread.
#pragma once

#include <chrono>

#include "shared/types.h"

namespace traypulse::ui {

/// CLOCK_MONOTONIC, as the engine's (libstdc++'s steady clock).
inline MonoTime mono_now() { return MonoTime(std::chrono::steady_clock::now().time_since_epoch()); }

inline WallTime wall_now() {
    return std::chrono::time_point_cast<WallTime::duration>(std::chrono::system_clock::now());
}

}  // namespace traypulse::ui
