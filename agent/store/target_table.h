// Who is watched, and was: the table `target`. Internal to agent/store.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "agent/store/database.h"
#include "agent/store/records.h"

namespace traypulse::store {

/// One thread. A target is the same as before where name and check are; where only the name is
/// another, and the old one is gone, it was renamed and keeps its history. Whatever else is new is
/// a new target, and the history of what is gone stays.
class TargetTable {
 public:
    explicit TargetTable(Database& db);
    /// What is configured now. Rows that leave the configuration with this call are returned.
    std::vector<std::int64_t> set(const std::vector<TargetIdentity>& targets, WallTime at);
    /// Also of those that were configured earlier in this run.
    [[nodiscard]] std::optional<std::int64_t> row(TargetId id) const;

 private:
    Database& db_;
    std::unordered_map<TargetId, std::int64_t> rows_;
};

}  // namespace traypulse::store
