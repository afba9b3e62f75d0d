// What becomes of each kind of row in the tables. Internal to agent/store; all may throw Failure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "agent/store/database.h"
#include "agent/store/import_values.h"
#include "agent/store/outage_parts.h"

namespace traypulse::store {

/// What a row did. A row that waits for others is told later.
enum class ImportVerdict : std::uint8_t { added, known };

/// Rows of `target` by their key. One thread.
class ImportTargets {
 public:
    explicit ImportTargets(Database& db);
    ImportVerdict put(const TargetRow& row);
    /// Its row; one that nobody told of is made, and was watched while its rows say so.
    std::int64_t row(const TargetKey& key, WallTime seen);
    /// Writes how long those have been watched.
    void finish();

 private:
    struct Known {
        std::int64_t id = 0;
        WallTime added;
        std::optional<WallTime> removed;
        bool guessed = false;  ///< only from rows of others
        bool changed = false;
    };
    Known* find(const TargetKey& key);
    Known& insert(const TargetKey& key, WallTime added, std::optional<WallTime> removed);

    Database& db_;
    Statement find_, insert_, update_;
    std::map<TargetKey, Known> known_;
};

/// One thread.
class ImportOutages {
 public:
    explicit ImportOutages(Database& db);
    ImportVerdict put(const OutageRecord& record);

 private:
    Database& db_;
    Statement find_, insert_, update_;
    OutageParts parts_;
};

/// One thread. Time that was known before the import is not given another state; intervals of the
/// import itself may overlap, as those of a clock that was set back do.
class ImportIntervals {
 public:
    explicit ImportIntervals(Database& db);
    ImportVerdict put(std::int64_t target, const IntervalRow& row);

 private:
    Statement same_, extend_, overlapping_, insert_;
    std::int64_t before_;  ///< the last row of before
};

/// One thread.
class ImportEvents {
 public:
    explicit ImportEvents(Database& db);
    ImportVerdict put(std::optional<std::int64_t> target, const EventRow& row);

 private:
    Statement count_, insert_;
    std::int64_t before_;
    std::map<std::tuple<std::int64_t, std::string, std::int64_t, std::string>, std::int64_t> seen_;
};

}  // namespace traypulse::store
