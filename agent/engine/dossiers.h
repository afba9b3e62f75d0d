// Evidence frozen at the edge: what was seen when something began to fail, kept until it is known
// whether it was an outage.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/inquiry.h"
#include "agent/engine/notice.h"

namespace traypulse {

/// Pure.
class Dossiers {
 public:
    /// Dropped when no outage has followed for so long.
    static constexpr Nanoseconds kPatience = std::chrono::seconds(30);
    /// What begins to fail this soon after another fails for the same cause, as far as one can tell
    /// then.
    static constexpr Nanoseconds kTogether = std::chrono::seconds(5);
    /// At once; a fifth cause within half a minute is a fault of the whole, which the first shows.
    static constexpr std::size_t kMost = 4;
    /// Lines kept of one: three traces of 30 hops and what stands around them.
    static constexpr std::size_t kMostLines = 150;

    struct Dossier {
        std::vector<TargetId> targets;  ///< the first one is the one that is traced
        InquiryId inquiry;
        MonoTime began;
        std::vector<Evidence> lines;
        std::vector<OutageId> outages;  ///< that followed
        bool complete = false;          ///< nothing more is to come
    };

    /// True where the target's failing needs a dossier of its own; where another just began, it
    /// joins that one, with `lines`.
    [[nodiscard]] bool wants(MonoTime now, TargetId target, const std::vector<Evidence>& lines);
    void open(MonoTime now, TargetId target, InquiryId inquiry, std::vector<Evidence> lines);
    /// Which outages have more evidence now.
    std::vector<OutageId> add(InquiryId inquiry, const EvidenceAnswer& answer);
    /// The evidence that belongs to an outage of these targets, and is theirs from now on; empty
    /// where there is none. `wide`: of whatever targets.
    std::vector<Evidence> claim(OutageId outage, const std::vector<TargetId>& targets, bool wide);
    [[nodiscard]] std::vector<Evidence> of(OutageId outage) const;
    /// Forgets what no outage has followed, and what is complete.
    void prune(MonoTime now);
    void clear() { all_.clear(); }
    [[nodiscard]] bool has(TargetId target) const;
    [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
    std::vector<Dossier> all_;
};

}  // namespace traypulse
