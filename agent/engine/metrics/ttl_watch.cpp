#include "agent/engine/metrics/ttl_watch.h"

namespace traypulse::metrics {

void TtlWatch::answered(Instant at, Ttl ttl) {
    if (ttl.value == 0) return;
    if (!usual_) usual_ = ttl;
    if (ttl == *usual_) {
        candidate_.reset();
        return;
    }
    if (!candidate_ || candidate_->ttl != ttl) candidate_ = Candidate{ttl, at, 0};
    if (++candidate_->answers < kLeastAnswers || at.mono - candidate_->since.mono < kHold) return;
    const TtlChange change{candidate_->since, *usual_, ttl};
    const bool back = last_move_ && last_move_->before == change.after &&
                      last_move_->after == change.before &&
                      change.at.mono - last_move_->at.mono < kSiblings;
    usual_ = ttl;
    candidate_.reset();
    last_move_ = change;
    if (back) return;
    if (changes_.size() == kMostChanges) changes_.erase(changes_.begin());
    changes_.push_back(change);
}

}  // namespace traypulse::metrics
