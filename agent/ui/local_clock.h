// Local time as this person writes it.
#pragma once

#include <string>

#include "shared/types.h"

namespace traypulse::ui {

/// "14:02", or "2:02 PM" where the locale (LC_TIME) counts twelve hours. Thread-safe.
std::string clock_text(WallTime time);

/// "Tue 9:12" within the last days, "3 June" before. Thread-safe.
std::string recent_moment_text(WallTime time, WallTime now);

/// From `now` to the next morning at kMorningHour, local time: "until tomorrow" covers the night.
Nanoseconds until_tomorrow(WallTime now);

inline constexpr int kMorningHour = 7;

}  // namespace traypulse::ui
