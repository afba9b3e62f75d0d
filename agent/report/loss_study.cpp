#include "agent/report/loss_study.h"

#include <algorithm>

#include "agent/report/local_time.h"

namespace traypulse::report {

LossStudent::LossStudent(const std::vector<store::StateInterval>& intervals) {
    for (const auto& i : intervals)
        if (i.state == TargetState::down) down_.push_back({i.from, i.until});
}

bool LossStudent::is_down(WallTime time) {
    while (at_ < down_.size() && down_[at_].until <= time) ++at_;
    return at_ < down_.size() && time >= down_[at_].from;
}

// Zones differ from UTC by whole quarters of an hour.
std::size_t LossStudent::local_hour(WallTime time) {
    const auto quarter = time.time_since_epoch() / std::chrono::minutes(15);
    if (quarter != quarter_) {
        quarter_ = quarter;
        hour_ = static_cast<std::size_t>(hour_of(time));
    }
    return hour_;
}

void LossStudent::add(const store::Sample& sample) {
    if (!store::is_sent(sample.outcome)) return;
    const bool lost = store::is_lost(sample.outcome);
    if (!study_.from) study_.from = sample.time;
    if (is_down(sample.time)) {
        ++study_.sent_down;
        study_.lost_down += lost ? 1U : 0U;
        return;
    }
    if (!first_) first_ = sample.time;
    last_ = sample.time;
    ++number_;
    ++study_.sent;
    auto& hour = study_.hours[local_hour(sample.time)];
    ++hour.sent;
    if (!lost) {
        end_period();
        answer_before_ = sample.rtt.value;
        all_.add(sample.rtt.value);
        return;
    }
    ++study_.lost;
    ++hour.lost;
    if (study_.lost > 1) {
        ++distances_;
        distance_sum_ += number_ - last_loss_;
    }
    last_loss_ = number_;
    if (run_++ == 0) run_began_ = sample.time;
}

void LossStudent::end_period() {
    if (run_ == 0) return;
    ++study_.periods;
    const auto at = std::find_if(LossStudy::kUpTo.begin(), LossStudy::kUpTo.end(),
                                 [&](auto most) { return run_ <= most; });
    ++study_.lengths[static_cast<std::size_t>(at - LossStudy::kUpTo.begin())];
    if (run_ > study_.longest) {
        study_.longest = run_;
        study_.longest_at = run_began_;
    }
    if (answer_before_) before_loss_.add(*answer_before_);
    if (newest_.size() == metrics::kMostLossPeriods) newest_.erase(newest_.begin());
    // Only distances are asked of it, so the wall clock serves for the other.
    newest_.push_back({{MonoTime(run_began_.time_since_epoch()), run_began_}, run_});
    run_ = 0;
}

LossStudy LossStudent::take() {
    end_period();
    if (distances_ > 0)
        study_.mean_distance = static_cast<double>(distance_sum_) / static_cast<double>(distances_);
    using metrics::LossPattern;
    if (study_.lost == 0) return study_;
    const auto answered = study_.sent - study_.lost;
    if (std::min(study_.lost, answered) < metrics::kLeastLossesForPattern) {
        study_.pattern.kind = LossPattern::too_few;
        return study_;
    }
    const auto between = Nanoseconds(*last_ - *first_) / static_cast<std::int64_t>(study_.sent);
    if (const auto period = metrics::find_rhythm(newest_, between))
        study_.pattern = {LossPattern::periodic, period};
    else if (metrics::grows_with_load(all_, before_loss_))
        study_.pattern.kind = LossPattern::load;
    else if (metrics::chance_of_so_few_runs(study_.sent, study_.lost, study_.periods) <=
             metrics::kFalseAlarm)
        study_.pattern.kind = LossPattern::bursts;
    else
        study_.pattern.kind = LossPattern::random;
    return study_;
}

}  // namespace traypulse::report
