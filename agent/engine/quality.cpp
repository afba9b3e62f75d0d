#include "agent/engine/quality.h"

#include <algorithm>

#include "agent/engine/failure_text.h"
#include "agent/engine/judging.h"

namespace traypulse {
namespace {

Nanoseconds scaled(Nanoseconds d, double by) {
    return Nanoseconds(static_cast<Nanoseconds::rep>(static_cast<double>(d.count()) * by));
}

}  // namespace

void Quality::clear() {
    window_.clear();
    lossy_ = slow_ = unusual_ = jumpy_ = false;
}

bool Quality::enough_answers() const {
    return window_.samples() - window_.lost() >= judging::kLeastSamplesForLatency;
}

std::string Quality::judge(const QualityLimits& limits, std::optional<Rtt> usual) {
    const auto release = [](bool was) { return was ? judging::kDegradedRelease : 1.0; };
    lossy_ = window_.samples() >= judging::kLeastSamplesForLoss &&
             (lossy_ || window_.lost() >= judging::kLeastLostForLoss) &&
             window_.loss() > limits.loss * release(lossy_);
    const bool absolute = limits.latency > Nanoseconds::zero();
    const bool relative = limits.latency_factor > 0 && usual.has_value();
    std::optional<Rtt> median;
    if ((absolute || relative) && enough_answers()) median = window_.median();
    slow_ = absolute && median && median->value > scaled(limits.latency, release(slow_));
    if (relative && median) {
        // The release is a part of the distance, not of the level: that might lie below what is
        // usual.
        const auto distance = std::max(scaled(usual->value, limits.latency_factor - 1.0),
                                       Nanoseconds(judging::kLeastSlowdown));
        unusual_ = median->value > usual->value + scaled(distance, release(unusual_));
    } else {
        unusual_ = false;
    }
    const auto jitter = window_.jitter();
    jumpy_ = limits.jitter > Nanoseconds::zero() && jitter && enough_answers() &&
             *jitter > scaled(limits.jitter, release(jumpy_));
    if (lossy_) return loss_text(window_.loss());
    if (slow_) return slow_text(*median, limits.latency);
    if (unusual_) return unusual_text(*median, *usual);
    if (jumpy_) return jitter_text(*jitter, limits.jitter);
    return {};
}

}  // namespace traypulse
