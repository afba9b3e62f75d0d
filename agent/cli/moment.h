// A moment as a person writes it on the command line.
#pragma once

#include <string>
#include <string_view>

#include "shared/result.h"
#include "shared/types.h"

namespace traypulse::cli {

/// Written relative to now, or to this machine's time zone: it becomes a moment when it is needed.
struct Moment {
    enum class Kind : std::uint8_t {
        ago,    ///< "7d", "90m"
        exact,  ///< "2024-06-01T12:00:00Z", "2024-06-01T14:00:00+02:00"
        local,  ///< "2024-06-01", "2024-06-01 14:00"
        today,  ///< "today", "yesterday": midnight of today, or `days` before
        now,
        ever,  ///< "all": before everything
    };
    Kind kind = Kind::now;
    Nanoseconds ago{};
    WallTime exact;
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    int days = 0;
};

/// The error says what can be written.
Result<Moment> parse_moment(std::string_view text);
/// In the machine's time zone; an hour that a change of the clocks leaves out or has twice is what
/// mktime(3) makes of it.
WallTime resolve(const Moment& moment, WallTime now);

}  // namespace traypulse::cli
