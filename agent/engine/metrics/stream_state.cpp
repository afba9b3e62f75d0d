#include "agent/engine/metrics/stream_state.h"

#include <algorithm>
#include <cmath>

namespace traypulse::metrics {

void StreamState::count(const Sample& sample, Part& part) {
    const bool is_lost = sample.fate == Fate::lost;
    if (last_lost_) {
        auto& pair = *last_lost_ ? (is_lost ? part.after_lost_lost : part.after_lost_ok)
                                 : (is_lost ? part.after_ok_lost : part.after_ok_ok);
        ++pair;
        if (lost_before_ && *lost_before_ && is_lost)
            ++(*last_lost_ ? part.lost_lost_lost : part.lost_ok_lost);
    }
    if (since_loss_) ++*since_loss_;
    if (is_lost)
        lost(sample, part);
    else
        answered(sample, part);
    lost_before_ = last_lost_;
    last_lost_ = is_lost;
}

void StreamState::lost(const Sample& sample, Part& part) {
    ++part.lost;
    if (since_loss_) {
        ++part.distances;
        part.distance_sum += *since_loss_;
    }
    since_loss_ = 0;
    if (run_++ == 0) {
        ++part.periods;
        if (last_rtt_) part.before_loss.add(last_rtt_->value);
        if (periods_.size() == kMostLossPeriods) periods_.erase(periods_.begin());
        periods_.push_back({sample.at, 0});
    }
    periods_.back().length = run_;
    part.longest = std::max(part.longest, run_);
}

void StreamState::answered(const Sample& sample, Part& part) {
    run_ = 0;
    ++part.answered;
    part.rtt.add(sample.rtt.value);
    part.rtt_sum += static_cast<double>(sample.rtt.value.count());
    if (last_rtt_) {
        const auto difference = sample.rtt.value > last_rtt_->value
                                    ? sample.rtt.value - last_rtt_->value
                                    : last_rtt_->value - sample.rtt.value;
        // RFC 3550 §6.4.1, the difference of round trips in place of the transit times'.
        jitter_ += (static_cast<double>(difference.count()) - jitter_) / 16;
        part.jitter_sum += jitter_;
        ++part.jitters;
        // RFC 3393's variation is of consecutive packets: undefined when one of them is lost.
        if (last_lost_ && !*last_lost_) part.variation.add(difference);
    }
    last_rtt_ = sample.rtt;
}

void StreamState::gap() {
    last_lost_.reset();
    lost_before_.reset();
    since_loss_.reset();
    last_rtt_.reset();
    run_ = 0;
    jitter_ = 0;
}

}  // namespace traypulse::metrics
