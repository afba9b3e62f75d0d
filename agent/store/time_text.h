// Moments as text in files: RFC 3339 in UTC with microseconds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/types.h"

namespace traypulse::store {

/// Appends "2024-06-01T12:00:00.000001Z". Of a year beyond 9999, or before 1970, the nearest that
/// can be written.
void append_time(std::string& out, WallTime time);
/// RFC 3339 with any offset and up to nine digits behind the second, of which six count; from 1970
/// to 9999. A leap second is the last microsecond of its minute.
std::optional<WallTime> parse_time(std::string_view text);

}  // namespace traypulse::store
