// Outages as they are remembered: written when they begin, change, have their evidence, and end.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/engine/effect.h"
#include "agent/engine/outage_record.h"
#include "agent/engine/outages.h"

namespace traypulse {

/// Pure. Follows the book of outages; what must be saved comes out as effects.
class OutageRecords {
 public:
    /// A snapshot carries so many at most, and memory holds them: some weeks of a bad line.
    static constexpr std::size_t kMostRecords = 50;

    using NameOf = std::function<std::string(TargetId)>;
    /// An outage of before this run, that had not ended.
    void restore(OutageRecord record);
    /// Brings the records in line with the open outages.
    void follow(Instant now, const std::vector<Outage>& open, const std::string& network,
                const NameOf& name_of, std::vector<Effect>& out);
    void set_evidence(OutageId id, std::vector<Evidence> lines, std::vector<Effect>& out);
    void close(OutageId id, WallTime ended, const std::string& how, std::vector<Effect>& out);

    /// The clock was set: what goes on began so much later by it, or earlier.
    void move_clock(WallTime::duration by) {
        for (auto& e : open_) e.record.began += by;
    }

    [[nodiscard]] const OutageRecord* find(OutageId id) const;
    /// Open ones first, then the newest.
    [[nodiscard]] std::vector<std::shared_ptr<const OutageRecord>> all() const;
    /// When an open outage is old enough to be saved.
    [[nodiscard]] std::optional<MonoTime> next_deadline() const;

 private:
    struct Entry {
        OutageRecord record;
        std::vector<TargetId> affected{};  ///< as they were when they were followed last
        bool saved = false;
        std::optional<MonoTime> save_at;  ///< until it is saved for the first time
    };
    Entry* entry(OutageId id);
    void save(Entry& entry, std::vector<Effect>& out);

    std::vector<Entry> open_;
    std::deque<std::shared_ptr<const OutageRecord>> closed_;  ///< newest first
};

}  // namespace traypulse
