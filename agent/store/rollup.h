// Where the rollups of minutes and hours are. Internal to agent/store.
#pragma once

#include <cstdint>

#include "agent/store/database.h"
#include "agent/store/rollup_counts.h"

namespace traypulse::store {

/// One of the tables minute_rollup and hour_rollup. One thread.
class RollupTable {
 public:
    enum class Level : std::uint8_t { minute, hour };
    RollupTable(const Database& db, Level level);
    /// Adds to the row of this slot, which it makes where there is none.
    void merge(std::int64_t slot, const Rollup& added);

 private:
    Statement select_;
    Statement replace_;
};

inline constexpr const char* kRollupColumns =
    "slot, sent, lost, late, duplicate, not_sent, histogram";
/// Of a row of kRollupColumns, but for the histogram.
Rollup counts_of(const Statement& row);
/// With the histogram. Throws Failure (damaged) where that can't be read.
Rollup rollup_of(const Statement& row);

}  // namespace traypulse::store
