// The outage list's words. Pure.
#pragma once

#include <string>
#include <vector>

#include "agent/engine/outage_record.h"
#include "agent/engine/words.h"

namespace traypulse::ui {

struct OutageRow {
    std::uint32_t id = 0;
    std::string start;       ///< "Tue 3 June 2025, 14:02"
    std::string cause;       ///< "Provider outage"
    std::string length;      ///< "3 min 20 s", "4 min so far"
    std::string affected;    ///< names
    std::string confidence;  ///< "certain"
    bool operator==(const OutageRow&) const = default;
};
/// In the order given. `moment` writes a time with its date.
std::vector<OutageRow> outage_rows(const std::vector<OutageRecord>& outages, WallTime now,
                                   const words::ClockText& moment);

/// What was seen, a line each, and how it ended.
std::string outage_evidence(const OutageRecord& outage, const words::ClockText& clock);

}  // namespace traypulse::ui
