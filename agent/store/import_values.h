// Rows of an export as values. Internal to agent/store.
#pragma once

#include <string>
#include <variant>

#include "agent/engine/outage_record.h"
#include "agent/store/exchange_parser.h"
#include "agent/store/records.h"
#include "agent/store/rollup_counts.h"
#include "agent/store/sample.h"

namespace traypulse::store {

/// Why a row is refused: "outcome: \"lost\" is none". Thrown within agent/store only.
struct RefusedRow {
    std::string what;
};

/// What a target is known by.
struct TargetKey {
    std::string name, check;
    auto operator<=>(const TargetKey&) const = default;
};

struct TargetRow {
    TargetKey target;
    WallTime added;
    std::optional<WallTime> removed;
};
struct OutageRow {
    OutageRecord record;  ///< has always ended; where `how` is empty, at the last known moment
};
struct IntervalRow {
    TargetKey target;
    TargetState state = TargetState::unknown;
    WallTime from, until;
    std::string reason;
};
struct EventRow {
    WallTime time;
    EventKind kind = EventKind::history;
    std::optional<TargetKey> target;
    std::string text;
};
struct RollupRow {
    TargetKey target;
    bool hour = false;
    std::int64_t unit = 0;  ///< minutes or hours since 1970
    Rollup rollup;
};
struct SampleRow {
    TargetKey target;
    Sample sample;
};
using ImportValue = std::variant<TargetRow, OutageRow, IntervalRow, EventRow, RollupRow, SampleRow>;

/// Throws RefusedRow.
ImportValue import_value(const ExchangeRow& row);

}  // namespace traypulse::store
