// What the popover asks of the history. On the reader's thread; no toolkit.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/engine/outage_record.h"
#include "agent/store/history.h"

namespace traypulse::ui {

/// What availability is said of.
enum class PastSpan : std::uint8_t { hour, day, week };
Nanoseconds length_of(PastSpan span);
/// "1 h", "24 h", "7 d"
std::string words_of(PastSpan span);

struct TargetPast {
    std::vector<store::GraphPoint> last_hour;  ///< a minute each
    std::optional<double> availability;        ///< 0..1; empty: nothing is known of the span
};

struct PopoverFacts {
    PastSpan span = PastSpan::hour;
    std::map<std::string, TargetPast> targets;  ///< configured ones, by name
    std::optional<OutageRecord> last_outage;    ///< the newest of the last week that has ended
    std::optional<Error> problem;               ///< why there is nothing
};

PopoverFacts read_popover_facts(store::History& history, WallTime now, PastSpan span);

}  // namespace traypulse::ui
