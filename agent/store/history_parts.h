// The questions of History, on an open connection. Internal to agent/store; all may throw Failure.
#pragma once

#include "agent/store/database.h"
#include "agent/store/history.h"

namespace traypulse::store {

Graph read_graph(Database& db, HistoryTarget target, TimeRange range, std::size_t most_points);
void read_samples(Database& db, HistoryTarget target, TimeRange range,
                  const std::function<bool(const Sample&)>& each);
/// As History::rollups().
void read_rollups(Database& db, HistoryTarget target, TimeRange range, Level level,
                  const std::function<bool(WallTime, const Rollup&)>& each);
std::vector<KnownTarget> read_targets(Database& db);
std::vector<StateInterval> read_intervals(Database& db, HistoryTarget target, TimeRange range);
std::vector<OutageRecord> read_outages(Database& db, TimeRange range);
std::vector<PastEvent> read_events(Database& db, TimeRange range);

/// A sample as the file has it.
struct RawSample {
    std::int64_t time = 0;  ///< µs
    std::int64_t answer = 0;
    Outcome outcome = Outcome::timeout;
    Nanoseconds rtt{};
};
/// Those that are packed, oldest first, until `each` says false. Times in µs, `until` excluded.
void walk_blocks(Database& db, HistoryTarget target, std::int64_t from, std::int64_t until,
                 const std::function<bool(const RawSample&)>& each);

}  // namespace traypulse::store
