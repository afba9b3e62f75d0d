// Samples on their way to disk: first a row each, so that each is safe within a second, then packed
// by the minute. Internal to agent/store.
#pragma once

#include <cstdint>

#include "agent/store/answer_table.h"
#include "agent/store/database.h"
#include "agent/store/rollup.h"
#include "agent/store/sample.h"

namespace traypulse::store {

/// Packed so often. Each packing touches about three pages of the file for every target, so once
/// for five minutes costs a fifth of what it would each minute.
inline constexpr auto kPackEvery = std::chrono::minutes(5);
/// … and earlier where so many rows wait: packing them takes some 50 ms, and readers unpack nothing
/// here, so what they look through stays short, too.
inline constexpr std::int64_t kMostRecent = 20'000;

/// One thread; every call within a transaction of the caller's.
class Journal {
 public:
    explicit Journal(Database& db);
    /// `target`: its row.
    void add(std::int64_t target, const Sample& sample);
    /// Whether pack() should be called.
    [[nodiscard]] bool due(Instant now) const;
    /// Packs the minutes that are over into blocks and rollups; those of a clock that was ahead,
    /// too. Where too many wait, all of them. A minute can be added to later: after a clock was set
    /// back, each has its samples of both times.
    void pack(Instant now);

 private:
    struct Packing;
    void write_minute(const Packing& minute);
    void write_hour(const Packing& hour);

    Database& db_;
    Statement insert_, select_, forget_, find_block_, write_block_;
    RollupTable minutes_, hours_;
    AnswerTable answers_;
    std::int64_t rows_ = 0;
    std::optional<MonoTime> packed_;
};

}  // namespace traypulse::store
