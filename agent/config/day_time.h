// Times of day and of the calendar as a person writes them.
#pragma once

#include <toml++/toml.h>
#include <optional>
#include <string_view>

#include "agent/engine/alert_settings.h"
#include "shared/types.h"

namespace traypulse::config {

/// "07:00" → 420. "24:00" is the midnight that ends the day: 0. nullopt for anything else.
std::optional<int> parse_day_minute(std::string_view text);

/// "22:00-07:00". nullopt for anything else, and for a span of no length.
std::optional<DailySpan> parse_day_span(std::string_view text);

/// A TOML date-time or date. Without an offset it is meant in this machine's time zone (TZ, or
/// /etc/localtime), as localtime(3) knows it; a date is its first moment. nullopt for another type,
/// and for what no calendar has.
std::optional<WallTime> wall_time_of(const toml::node& node);

}  // namespace traypulse::config
