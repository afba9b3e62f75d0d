// Outages as `why` shows them: the list, and one of them with what was seen when it began. Pure.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "agent/engine/outage_record.h"
#include "agent/runtime/control_render.h"
#include "shared/result.h"

namespace traypulse::control {

/// Ended ones in the list; all that are remembered can be asked for by number.
inline constexpr std::size_t kListedEnded = 10;

/// All that last, then the newest that have ended.
std::vector<const OutageRecord*> listed_outages(const Snapshot& s);
/// Error not_found: there is none of that number; it says which there are.
Result<const OutageRecord*> find_outage(const Snapshot& s, std::uint32_t number);

/// {"type":"outage","outage","cause","confidence","began","ended","length_s","how","network",
/// "affected":[names],"told","evidence":[{"what","value","time"}]}; ended and length_s null while
/// it lasts. Times RFC 3339 UTC.
nlohmann::ordered_json outage_json(const OutageRecord& record);
/// The same as a line.
std::string outage_line(const OutageRecord& record);

/// What `why NUMBER` says, several lines.
std::string outage_text(const OutageRecord& record, WallTime now, const Phrases& phrases);
/// The end of what `why` says: "Outages that last:" and "Earlier outages:", a line each; empty
/// without any.
std::string outage_lists(const Snapshot& s, const Phrases& phrases);

}  // namespace traypulse::control
