// The time to live of the answers: another one for good means another way back.
#pragma once

#include <optional>
#include <vector>

#include "shared/types.h"

namespace traypulse::metrics {

/// A hint that the route has changed.
struct TtlChange {
    Instant at;  ///< of the first answer with the new value
    Ttl before;
    Ttl after;
};

/// A new value counts once it has stood alone for kHold and kLeastAnswers. Ways of equal cost that
/// take turns faster than that are no change, and neither is the way back to a value that was left
/// within kSiblings: two ways that take turns slowly are told once. Pure.
class TtlWatch {
 public:
    /// A flap between siblings twice a minute never stands for so long.
    static constexpr Nanoseconds kHold = std::chrono::minutes(1);
    static constexpr int kLeastAnswers = 5;
    static constexpr Nanoseconds kSiblings = std::chrono::minutes(30);
    /// The newest; a route that changes more often is told by the times of these.
    static constexpr std::size_t kMostChanges = 8;

    /// 0 (not known) is passed over.
    void answered(Instant at, Ttl ttl);
    [[nodiscard]] std::optional<Ttl> usual() const { return usual_; }
    [[nodiscard]] const std::vector<TtlChange>& changes() const { return changes_; }

 private:
    struct Candidate {
        Ttl ttl;
        Instant since;
        int answers = 0;
    };
    std::optional<Ttl> usual_;
    std::optional<Candidate> candidate_;
    std::optional<TtlChange> last_move_;  ///< told or not
    std::vector<TtlChange> changes_;
};

}  // namespace traypulse::metrics
