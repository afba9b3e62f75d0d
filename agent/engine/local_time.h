// Local time as the engine needs it: the place in the week. It comes in as a function.
#pragma once

#include <cstdint>
#include <functional>

#include "agent/engine/alert_settings.h"
#include "shared/types.h"

namespace traypulse {

/// Minutes since Sunday 00:00 in local time, 0 to 10079. The caller knows the time zone.
using LocalMinute = std::function<int(WallTime)>;

inline constexpr int kDayMinutes = 24 * 60;
inline constexpr int kWeekMinutes = 7 * kDayMinutes;

/// For a caller that has no time zone.
inline int utc_minute(WallTime t) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(t.time_since_epoch()).count();
    constexpr std::int64_t kThursday = 4;  // 1970-01-01
    const auto in_week = (minutes + kThursday * kDayMinutes) % kWeekMinutes;
    return static_cast<int>(in_week < 0 ? in_week + kWeekMinutes : in_week);
}

/// How many minutes long; a span that ends where it begins is a whole day.
inline int length_of(const DailySpan& span) {
    const int length = (span.to - span.from + kDayMinutes) % kDayMinutes;
    return length == 0 ? kDayMinutes : length;
}

/// The moment at which so many whole minutes will have begun since the minute of `now` did.
inline WallTime minutes_on(WallTime now, int minutes) {
    return std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes(minutes);
}

/// What is computed by local time is looked at again after so long at most: where clocks are put
/// forward or back in between, the computed moment is an hour off.
inline constexpr Nanoseconds kLookAgain = std::chrono::minutes(30);

}  // namespace traypulse
