// Samples, minutes and hours of an import. Internal to agent/store; all may throw Failure.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "agent/store/answer_table.h"
#include "agent/store/database.h"
#include "agent/store/import_tables.h"
#include "agent/store/rollup.h"

namespace traypulse::store {

/// One thread, within transactions of the caller's. What the journal has not packed yet is in no
/// block and no rollup, and will be added to them: it counts as there.
class ImportSamples {
 public:
    explicit ImportSamples(Database& db);

    /// Waits for others of its minute.
    void put(std::int64_t target, const Sample& sample);
    struct Counts {
        std::uint64_t added = 0, known = 0;
    };
    /// Writes what waits: how many of them were new, and how many not.
    Counts flush();

    enum class RollupVerdict : std::uint8_t { added, known, wait };
    /// `wait`: its minute or hour is being recorded now, and settle() may make it whole.
    RollupVerdict put(std::int64_t target, const RollupRow& row);
    /// Hours that have fewer requests than their minutes become what those say. Call it often: a
    /// few hundred are done in a call; true: there are more.
    bool settle();
    [[nodiscard]] std::size_t to_settle() const { return hours_to_settle_.size(); }
    /// Whether the history now has as many requests in that minute or hour.
    bool has(std::int64_t target, const RollupRow& row);

 private:
    struct Pending {
        Sample sample;
        std::int64_t answer = 0;
    };
    /// What the journal holds of a minute or hour.
    Rollup recent(std::int64_t target, std::int64_t from, std::int64_t until);
    Rollup stored(bool hour, std::int64_t slot);
    void replace(bool hour, std::int64_t slot, const Rollup& rollup);

    Database& db_;
    Statement find_block_, write_block_, recent_, minute_, hour_, minutes_of_hour_, forget_minute_,
        forget_hour_;
    RollupTable minutes_, hours_;
    AnswerTable answers_;
    std::map<std::int64_t, Outcome> outcomes_;
    std::int64_t target_ = -1, unit_ = -1;  ///< of what waits
    std::vector<Pending> pending_;
    std::set<std::int64_t> hours_to_settle_;  ///< slots
};

}  // namespace traypulse::store
