// Sentences and figures of the report.
#pragma once

#include <string>

#include "agent/report/facts.h"

namespace traypulse::report {

/// "99.98 %": cut, not rounded, so that 100 % means that nothing was missing; "–" where nothing is
/// known.
std::string percent_up(std::optional<double> ratio);
/// "0.34 %", "under 0.01 %", "0 %"; "–" where nothing was sent.
std::string percent_lost(std::uint64_t lost, std::uint64_t sent);
/// "11.5 ms", "0.9 ms", "240 ms"
std::string milliseconds(Nanoseconds time);
/// "42 min", "1 h 45 min"
std::string length(Nanoseconds time);
/// "Provider outage"
std::string title_of(const OutageRecord& record);
/// "beyond the router, at the provider"
std::string place_words(Place place);
/// "At the provider" and the like, for a heading of a column.
std::string place_title(Place place);
std::string confidence_words(Confidence confidence);
/// "28 Mar" of one day, "28 Mar to 3 Apr" …: "2024-03-28 14:02 (UTC+01:00)".
std::string moment_with_offset(WallTime time);
/// "in bursts", "single losses, without bursts or rhythm", …
std::string pattern_words(const metrics::Pattern& pattern);

}  // namespace traypulse::report
