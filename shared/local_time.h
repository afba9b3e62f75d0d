// Parts of a moment, in UTC and in the process's time zone (tzset(3)). Thread-safe.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <string>

#include "shared/types.h"

namespace traypulse {

/// The second that the moment lies in, since 1970.
inline std::time_t whole_seconds(WallTime time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

// local_time_posix.cpp and local_time_windows.cpp
std::tm local_parts(WallTime time);
std::tm utc_parts(WallTime time);
/// timegm(3): seconds since 1970 of those parts in UTC, which are brought into their ranges.
std::int64_t seconds_of_utc(std::tm& parts);
/// Seconds east of UTC, at that moment.
long utc_offset(WallTime time);

/// What there is at that local time; fields may be beyond their range, as with mktime(3). Where the
/// clocks skip it, the moment after the skip.
inline WallTime moment_of(std::tm local) {
    local.tm_isdst = -1;
    return WallTime(std::chrono::seconds(std::mktime(&local)));
}

/// strftime(3) of the local time, in the language of LC_TIME; empty where it is beyond 95 bytes.
inline std::string local_text(WallTime time, const char* format) {
    const auto local = local_parts(time);
    std::array<char, 96> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &local)};
}

}  // namespace traypulse
