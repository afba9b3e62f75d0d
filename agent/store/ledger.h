// The ledger of time: in what state each target was, from when to when. Internal to agent/store.
#pragma once

#include <cstdint>

#include "agent/store/database.h"
#include "agent/store/records.h"

namespace traypulse::store {

/// One thread. Time that no interval covers is unknown. Where the clock was set back, intervals
/// overlap: each is as long as it lasted, and the shares of time stay right.
class Ledger {
 public:
    explicit Ledger(Database& db);
    /// `target`: its row. Its present interval ends where the new one begins; nothing happens where
    /// state and reason are those of the present one.
    void change(std::int64_t target, const StateChange& change);
    /// The target's interval ends: it is watched no more.
    void close(std::int64_t target, WallTime at);
    /// All that are open end: at `at`, and never before they began.
    void close_all(WallTime at);
    /// The same, and begin again at `from`: in between is time that nobody has seen (the computer
    /// slept), or never was (the clock was set).
    void interrupt(WallTime until, WallTime from);

 private:
    Statement open_, insert_, close_, close_all_, copy_, begin_;
};

}  // namespace traypulse::store
