// The monitor's second half: how well a target answers, and what a person has set about it.
#include <utility>

#include "agent/engine/target_monitor.h"

#include "agent/engine/words.h"
#include "agent/translations/translate.h"

namespace traypulse {

void TargetMonitor::judge_quality(Instant now) {
    if (state_ != TargetState::up && state_ != TargetState::degraded) return;
    auto why = quality_.judge(now.mono, limits_, baseline_.usual());
    if (why.empty()) why = warning_;
    // Before the call: it takes the text with it.
    const auto state = why.empty() ? TargetState::up : TargetState::degraded;
    transition(state, now, std::move(why));
    learn(now.mono);
}

void TargetMonitor::learn(MonoTime now) {
    if (!baseline_.due(now)) return;
    const auto median = quality_.window().median();
    if (median && baseline_.offer(now, *median, state_ == TargetState::up,
                                  quality_.merely_unusual() && warning_.empty()))
        wishes_.learnt = true;
}

void TargetMonitor::set_spec(TargetSpec spec, const AlertRules& rules) {
    spec_ = std::move(spec);
    host_ip_ = IpAddress::parse(spec_.check.host);
    own_interval_ = spec_.interval;
    spec_.interval *= pace_;
    limits_ = {rules.loss_warning, spec_.latency_warning, rules.latency_factor,
               rules.jitter_warning};
    next_expected_sent_.reset();
}

void TargetMonitor::set_pace(unsigned factor) {
    if (factor == pace_) return;
    pace_ = factor;
    spec_.interval = own_interval_ * factor;
    quality_.set_pace(factor);
    next_expected_sent_.reset();
}

void TargetMonitor::set_usual(const std::optional<NetworkMemory::Usual>& usual) {
    baseline_.clear();
    if (usual) baseline_.restore(*usual);
}

TargetView TargetMonitor::view(Instant now) {
    quality_.prune(now.mono);
    TargetView v;
    v.id = id_;
    v.name = spec_.name;
    v.check = spec_.check.uri();
    v.address = address_;
    v.group = spec_.group;
    v.state = state_;
    v.since = since_.wall;
    const bool answering = state_ == TargetState::up || state_ == TargetState::degraded;
    if (answering) v.rtt = last_rtt_;
    if (answering) v.jitter = quality_.window().jitter();
    v.loss = quality_.window().loss();
    v.sent = sent_;
    v.received = received_;
    v.enabled = spec_.enabled;
    v.notify = spec_.notify;
    v.reason = reason_;
    return v;
}

std::string TargetMonitor::last_minute() const {
    constexpr std::size_t kNewest = 8;  // as many as prove an outage
    const auto& w = quality_.window();
    if (w.samples() == 0) return tr("no requests");
    std::string newest;
    for (const auto& rtt : w.newest(kNewest))
        newest = listed(newest, rtt ? words::latency(*rtt) : std::string(tr("lost")));
    const auto answered = w.samples() - w.lost();
    if (const auto median = w.median())
        return tr("{0} of {1} answered, median {2}; the last: {3}", answered, w.samples(),
                  words::latency(*median), newest);
    return tr("{0} of {1} answered; the last: {2}", answered, w.samples(), newest);
}

}  // namespace traypulse
