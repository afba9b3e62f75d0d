// What waits to be written. Internal to agent/store.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "agent/engine/outage_record.h"
#include "agent/store/records.h"
#include "agent/store/sample.h"

namespace traypulse::store {

struct TargetSet {
    std::vector<TargetIdentity> targets;
    WallTime at;
};
using Rare = std::variant<TargetSet, StateChange, OutageRecord, Event>;
/// Samples are many and small; the rest is neither.
using Item = std::variant<Sample, std::shared_ptr<const Rare>>;

/// What holds beyond single rows, as of the last commit: what a connection or a file that is opened
/// anew must be told.
struct Standing {
    std::vector<TargetIdentity> targets;
    std::map<TargetId, StateChange> states;
    std::optional<Instant> beat;  ///< nothing was written in this run as long as it is empty
};

}  // namespace traypulse::store
