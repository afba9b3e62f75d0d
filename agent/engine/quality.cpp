#include "agent/engine/quality.h"

#include <algorithm>

#include "agent/engine/failure_text.h"
#include "agent/engine/judging.h"

namespace traypulse {
namespace {

using judging::kLeastSlowdown;

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
    // A part of the distance is the release, not of the level: that might lie below what is usual.
    const auto distance =
        relative ? std::max(scaled(usual->value, limits.latency_factor - 1.0), kLeastSlowdown)
                 : Nanoseconds::zero();
    const auto slow_above = scaled(limits.latency, release(slow_));
    const auto unusual_above = usual.value_or(Rtt()).value + scaled(distance, release(unusual_));
    // A median costs a sort. It does not rise above a level by an answer that is below that.
    const auto last = window_.last().value_or(Rtt()).value;
    const bool doubt =
        slow_ || unusual_ || (absolute && last > slow_above) || (relative && last > unusual_above);
    const auto median = doubt && enough_answers() ? window_.median() : std::nullopt;
    slow_ = absolute && median && median->value > slow_above;
    unusual_ = relative && median && median->value > unusual_above;
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
