// How long to wait for this target before wondering: RFC 6298's estimator, on every answer.
#pragma once

#include <algorithm>

#include "agent/engine/judging.h"

namespace traypulse {

/// Pure value.
class RttEstimator {
 public:
    void add(Rtt rtt) {
        if (!any_) {
            any_ = true;
            smoothed_ = rtt.value;
            variation_ = rtt.value / 2;
            return;
        }
        const auto off = rtt.value > smoothed_ ? rtt.value - smoothed_ : smoothed_ - rtt.value;
        variation_ = (3 * variation_ + off) / 4;
        smoothed_ = (7 * smoothed_ + rtt.value) / 8;
    }
    /// Between kLeastLearntTimeout and `configured`, which also is the answer before the first RTT.
    [[nodiscard]] Nanoseconds timeout(Nanoseconds configured) const {
        if (!any_) return configured;
        const auto learnt = std::max(smoothed_ + 4 * variation_, judging::kLeastLearntTimeout);
        return std::min(learnt, configured);
    }
    void reset() { *this = RttEstimator{}; }

 private:
    bool any_ = false;
    Nanoseconds smoothed_{};
    Nanoseconds variation_{};
};

}  // namespace traypulse
