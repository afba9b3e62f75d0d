// An outage as it is remembered: for `why OUTAGE`, the log, the state file and (later) the report.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/snapshot.h"

namespace traypulse {

/// Names instead of ids: it outlives the program and the configuration.
struct OutageRecord {
    std::uint32_t id = 0;  ///< unique within one state directory; what a person types
    Cause cause = Cause::none;
    Confidence confidence = Confidence::certain;
    std::string network;  ///< NetworkFacts::id() of where it was
    WallTime began;       ///< of the first unanswered request
    std::optional<WallTime> ended;
    std::string how;  ///< "recovered", "the computer slept", …; empty while it lasts
    std::vector<std::string> affected;
    bool told = false;               ///< a person was notified
    std::vector<Evidence> evidence;  ///< frozen at the first suspicion, before it was confirmed
};

}  // namespace traypulse
