// Durations as a person writes them: "500ms", "2s", "1m30s", "1h", "0.2s".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/types.h"

namespace traypulse::config {

/// What a number without a unit means.
enum class BareNumber : std::uint8_t { refused, seconds };

/// Numbers with units from {d, h, m, s, ms, us}, largest first, each at most once, no sign, no
/// blanks; fractions are allowed ("1.5s"). nullopt for anything else, and for more than 292 years.
std::optional<Nanoseconds> parse_duration(std::string_view text,
                                          BareNumber bare = BareNumber::refused);

/// The shortest text that parse_duration reads back: "1m30s", "0s". Whole microseconds.
std::string duration_text(Nanoseconds duration);

}  // namespace traypulse::config
