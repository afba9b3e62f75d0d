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

void LossCount::add(MonoTime now, bool lost, double allowed, Nanoseconds forgiven) {
    if (now - last_lost_ >= forgiven) {
        excess_ = 0;
        holds_ = false;
    }
    if (lost) last_lost_ = now;
    excess_ += (lost ? 1.0 : 0.0) - allowed * (holds_ ? judging::kLossRelease : 1.0);
    excess_ = std::clamp(excess_, 0.0, judging::kExcessForLoss);
    if (excess_ >= judging::kExcessForLoss) holds_ = true;
    if (excess_ <= 0) holds_ = false;
}

void Quality::add(MonoTime now, std::optional<Rtt> answer, const QualityLimits& limits) {
    window_.add(now, answer);
    losses_.add(now, !answer, limits.loss, judging::kLossForgiven * pace_);
}

void Quality::clear() {
    window_.clear();
    losses_ = {};
    lossy_ = false;
    slow_ = unusual_ = jumpy_ = {};
}

bool Quality::enough_answers() const {
    return window_.samples() - window_.lost() >= judging::kLeastSamplesForLatency;
}

Nanoseconds Quality::hold(const Criterion& c, bool wanted) const {
    if (!wanted) return Nanoseconds::zero();
    return (c.holds() ? judging::kDegradedHold : judging::kDegradedDelay) * pace_;
}

std::string Quality::judge(MonoTime now, const QualityLimits& limits, std::optional<Rtt> usual) {
    lossy_ = window_.samples() >= judging::kLeastSamplesForLoss && losses_.holds();
    const bool absolute = limits.latency > Nanoseconds::zero();
    const bool relative = limits.latency_factor > 0 && usual.has_value();
    const auto release = [](const Criterion& c) {
        return c.holds() ? judging::kDegradedRelease : 1.0;
    };
    const auto slow_above = scaled(limits.latency, release(slow_));
    // A part of the distance is the release, not of the level: that might lie below what is usual.
    const auto distance =
        relative ? std::max(scaled(usual->value, limits.latency_factor - 1.0), kLeastSlowdown)
                 : Nanoseconds::zero();
    const auto unusual_above = usual.value_or(Rtt()).value + scaled(distance, release(unusual_));
    // A median costs a sort. It is not above a level for a while by answers that are below that.
    const auto last = window_.last().value_or(Rtt()).value;
    const bool doubt = slow_.in_doubt() || unusual_.in_doubt() || (absolute && last > slow_above) ||
                       (relative && last > unusual_above);
    // Never used where it is empty; said so for a compiler that does not see it.
    const auto measured = doubt && enough_answers() ? window_.median() : std::nullopt;
    const Rtt median = measured.value_or(Rtt());
    const bool is_slow = absolute && median.value > slow_above;
    const bool is_unusual = relative && median.value > unusual_above;
    const bool wanted = limits.jitter > Nanoseconds::zero();
    const auto jitter = wanted && enough_answers() ? window_.jitter() : std::nullopt;
    const bool is_jumpy = jitter && *jitter > scaled(limits.jitter, release(jumpy_));
    slow_.follow(now, is_slow, hold(slow_, absolute));
    unusual_.follow(now, is_unusual, hold(unusual_, relative));
    jumpy_.follow(now, is_jumpy, hold(jumpy_, wanted));
    if (lossy_) return loss_text(window_.loss(), limits.loss * judging::kLossRelease);
    if (slow_.holds()) return slow_text(measured, limits.latency);
    if (unusual_.holds())
        return unusual_text(measured, *usual, median.value > unusual_above || !measured);
    if (jumpy_.holds()) return jitter_text(jitter, limits.jitter);
    return {};
}

}  // namespace traypulse
