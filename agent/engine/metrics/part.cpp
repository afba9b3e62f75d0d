#include "agent/engine/metrics/part.h"

#include <algorithm>

namespace traypulse::metrics {

void Part::merge(const Part& o) {
    answered += o.answered;
    lost += o.lost;
    late += o.late;
    duplicates += o.duplicates;
    reordered += o.reordered;
    periods += o.periods;
    longest = std::max(longest, o.longest);
    distances += o.distances;
    distance_sum += o.distance_sum;
    after_ok_ok += o.after_ok_ok;
    after_ok_lost += o.after_ok_lost;
    after_lost_ok += o.after_lost_ok;
    after_lost_lost += o.after_lost_lost;
    lost_lost_lost += o.lost_lost_lost;
    lost_ok_lost += o.lost_ok_lost;
    rtt_sum += o.rtt_sum;
    jitter_sum += o.jitter_sum;
    jitters += o.jitters;
    rtt.merge(o.rtt);
    variation.merge(o.variation);
    before_loss.merge(o.before_loss);
}

}  // namespace traypulse::metrics
