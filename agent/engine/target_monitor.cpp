#include "agent/engine/target_monitor.h"

#include <algorithm>
#include <utility>

#include "agent/engine/failure_text.h"
#include "agent/engine/judging.h"
#include "agent/translations/translate.h"
#include "shared/ip_address.h"

namespace traypulse {

using protocol::Outcome;

TargetMonitor::TargetMonitor(TargetId id, TargetSpec spec, const AlertRules& rules, Instant now)
    : id_(id),
      proof_(judging::proof_of(spec.check.kind)),
      reason_(tr("no data yet")),
      since_(now),
      failing_since_(now),
      grace_until_(now.mono),
      backoff_(id.value * 0x9E3779B97F4A7C15ULL) {
    set_spec(std::move(spec), rules);
}

TargetMonitor::Wishes TargetMonitor::take_wishes() { return std::exchange(wishes_, Wishes{}); }

// Results carry no monotonic send time, only how long the answer took or how long was waited for
// it.
Nanoseconds TargetMonitor::age_of(ProbeSource source, const protocol::ProbeResult& result) const {
    if (result.outcome == Outcome::timeout)
        return source == ProbeSource::stream ? spec_.timeout : recheck_timeout_;
    return result.rtt.value;
}

void TargetMonitor::on_result(Instant now, ProbeSource source,
                              const protocol::ProbeResult& result) {
    if (state_ == TargetState::paused) return;
    const auto age = age_of(source, result);
    if (now.mono - age < fresh_from_) return;  // sent before the slate was wiped
    if (source == ProbeSource::stream)
        metrics_.add({now, result.sequence.value, metrics::fate_of(result.outcome), result.rtt,
                      result.ttl, spec_.timeout});
    if (source == ProbeSource::stream && protocol::is_final(result.outcome))
        count(now, age, result.outcome != Outcome::send_failed,
              result.outcome == Outcome::reply ? std::optional(result.rtt) : std::nullopt);
    switch (result.outcome) {
        case Outcome::reply:
        case Outcome::late:
            succeeded(now, age, result.rtt);
            break;
        case Outcome::duplicate:
            break;
        case Outcome::send_failed:
            refused_locally(now, static_cast<int>(result.error),
                            local_failure_text(static_cast<int>(result.error)));
            break;
        case Outcome::timeout:
        case Outcome::unreachable:
        case Outcome::ttl_exceeded:
        case Outcome::too_big:
            failed(now, age, failure_text(result));
            break;
    }
}

void TargetMonitor::on_outcome(Instant now, ProbeSource source, const CheckOutcome& outcome,
                               Nanoseconds age) {
    if (state_ == TargetState::paused || now.mono - age < fresh_from_) return;
    const bool ok = outcome.status == CheckStatus::ok;
    const bool local =
        outcome.status == CheckStatus::not_sent || outcome.status == CheckStatus::name_failed;
    if (source == ProbeSource::stream) {
        const auto fate = ok      ? metrics::Fate::answered
                          : local ? metrics::Fate::not_sent
                                  : metrics::Fate::lost;
        metrics_.add({now, checks_++, fate, Rtt(outcome.took), Ttl{}, spec_.timeout});
        count(now, age, !local, ok ? std::optional(Rtt(outcome.took)) : std::nullopt);
    }
    if (ok) {
        warning_ = outcome.warning;
        succeeded(now, age, Rtt(outcome.took));
    } else if (local) {
        refused_locally(now, outcome.error, outcome.reason);
    } else {
        failed(now, age, outcome.reason);
    }
}

// A request at the target's own pace has its final outcome.
void TargetMonitor::count(Instant now, Nanoseconds age, bool sent, std::optional<Rtt> answer) {
    next_expected_sent_ = now.mono - age + spec_.interval;
    if (!sent) return;
    ++sent_;
    if (answer) ++received_;
    quality_.add(now.mono, answer, limits_);
}

// How long an answer is waited for before its lack is suspicious.
Nanoseconds TargetMonitor::patience() const {
    return proof_.learns_the_wait ? estimator_.timeout(spec_.timeout) : spec_.timeout;
}

void TargetMonitor::succeeded(Instant now, Nanoseconds age, Rtt rtt) {
    const auto sent = now.mono - age;
    ever_answered_ = true;
    local_failures_ = 0;
    backoff_.succeeded();
    estimator_.add(rtt);
    last_rtt_ = rtt;
    last_answered_sent_ = std::max(last_answered_sent_.value_or(sent), sent);
    // An answer to an older request does not speak for the newer ones.
    if (suspicion_ && sent >= suspicion_->first_sent.mono) clear_suspicion();
    switch (state_) {
        case TargetState::unknown:
            transition(TargetState::up, now, "");
            break;
        case TargetState::down:
            if (++replies_in_a_row_ >= proof_.up_replies)
                transition(TargetState::up, now, "");
            else if (!recheck_running_)
                order_recheck(proof_.up_recheck_count());
            break;
        default:
            break;
    }
    judge_quality(now);
}

void TargetMonitor::failed(Instant now, Nanoseconds age, std::string why) {
    const Instant sent{now.mono - age,
                       now.wall - std::chrono::duration_cast<std::chrono::microseconds>(age)};
    judge_quality(now);
    if (last_answered_sent_ && sent.mono <= *last_answered_sent_)
        return;  // answered since: old news
    local_failures_ = 0;
    replies_in_a_row_ = 0;
    if (state_ == TargetState::down || now.mono < grace_until_) return;
    if (!suspicion_) suspect(sent);
    suspicion_->failures++;
    suspicion_->last_sent = std::max(suspicion_->last_sent, sent.mono);
    if (sent.mono < suspicion_->first_sent.mono) suspicion_->first_sent = sent;
    const bool proven = suspicion_->failures >= proof_.down_failures &&
                        suspicion_->last_sent - suspicion_->first_sent.mono >= proof_.down_span;
    if (proven) {
        failing_since_ = suspicion_->first_sent;
        clear_suspicion();
        transition(TargetState::down, now, std::move(why));
    } else if (!recheck_running_) {
        order_recheck(proof_.down_recheck_count());
    }
}

// The kernel would not send: that says something about this machine, nothing about the target.
void TargetMonitor::refused_locally(Instant now, int error, const std::string& why) {
    local_error_ = error;
    replies_in_a_row_ = 0;
    if (++local_failures_ < judging::kLocalFailures) return;
    clear_suspicion();
    if (state_ != TargetState::unknown) {
        const int failures = local_failures_;
        start_fresh(now, why, Nanoseconds::zero());
        local_failures_ = failures;
    }
    reason_ = why;
}

void TargetMonitor::suspect(Instant first_sent) {
    suspicion_ = Suspicion{first_sent, first_sent.mono, 0};
    wishes_.resolve = true;
    order_recheck(proof_.down_recheck_count());
}

void TargetMonitor::clear_suspicion() {
    suspicion_.reset();
    if (recheck_running_) {
        recheck_running_ = false;
        wishes_.recheck.reset();
        wishes_.stop_recheck = true;
    }
}

void TargetMonitor::order_recheck(int count) {
    recheck_running_ = true;
    recheck_timeout_ = patience();
    wishes_.stop_recheck = false;
    wishes_.recheck = Wishes::Burst{count, proof_.interval, recheck_timeout_};
}

void TargetMonitor::corroborate(Instant now) {
    if (recheck_running_ || state_ == TargetState::paused || state_ == TargetState::down) return;
    if (now.mono < grace_until_) return;
    constexpr int kPair =
        2;  // one may be lost by chance; the first failure orders the whole proof anyway
    order_recheck(kPair);
}

void TargetMonitor::on_recheck_ended(Instant now) {
    recheck_running_ = false;
    if (state_ == TargetState::paused || now.mono < grace_until_) return;
    if (suspicion_) order_recheck(proof_.down_recheck_count());
    if (state_ == TargetState::down && replies_in_a_row_ > 0)
        order_recheck(proof_.up_recheck_count());
}

void TargetMonitor::tick(Instant now) {
    quality_.prune(now.mono);
    const auto due = next_deadline();
    if (!due || now.mono < *due) return;
    const auto late_by = now.mono - *next_expected_sent_;
    const Instant sent{*next_expected_sent_,
                       now.wall - std::chrono::duration_cast<std::chrono::microseconds>(late_by)};
    next_expected_sent_.reset();  // said once; the next result sets it again
    if (now.mono >= grace_until_) suspect(sent);
}

std::optional<MonoTime> TargetMonitor::next_deadline() const {
    const bool listening = state_ == TargetState::up || state_ == TargetState::degraded;
    if (!listening || suspicion_ || !next_expected_sent_) return std::nullopt;
    return *next_expected_sent_ + patience() + judging::kResultSlack;
}

void TargetMonitor::start_fresh(Instant now, std::string reason, Nanoseconds grace) {
    if (state_ == TargetState::paused) return;
    clear_suspicion();
    quality_.clear();
    baseline_.interrupt();
    warning_.clear();
    metrics_.interrupt();
    fresh_from_ = now.mono;
    next_expected_sent_.reset();
    last_answered_sent_.reset();
    replies_in_a_row_ = 0;
    local_failures_ = 0;
    grace_until_ = std::max(grace_until_, now.mono + grace);
    transition(TargetState::unknown, now, std::move(reason));
}

void TargetMonitor::give_grace(Instant now, Nanoseconds grace) {
    clear_suspicion();
    grace_until_ = std::max(grace_until_, now.mono + grace);
}

void TargetMonitor::pause(Instant now, std::string reason) {
    start_fresh(now, "", Nanoseconds::zero());
    transition(TargetState::paused, now, std::move(reason));
}

void TargetMonitor::resume(Instant now) {
    if (state_ == TargetState::paused) transition(TargetState::unknown, now, tr("no data yet"));
}

void TargetMonitor::set_address(std::string text) {
    ip_ = IpAddress::parse(text);
    address_ = std::move(text);
}

bool TargetMonitor::on_loopback() const { return ip_ && ip_->is_loopback(); }

void TargetMonitor::set_check(Instant now, CheckSpec check, Nanoseconds interval,
                              Nanoseconds timeout, bool alive) {
    start_fresh(now, tr("no data yet"), Nanoseconds::zero());
    spec_.check = std::move(check);
    host_ip_ = IpAddress::parse(spec_.check.host);
    proof_ = judging::proof_of(spec_.check.kind);
    own_interval_ = interval;
    spec_.interval = interval * pace_;
    spec_.timeout = timeout;
    estimator_.reset();
    if (alive && state_ != TargetState::paused) transition(TargetState::up, now, "");
}

// The one door for every change of state.
void TargetMonitor::transition(TargetState to, Instant now, std::string reason) {
    reason_ = std::move(reason);
    if (to == state_) return;
    // The outage has had its own word; its losses do not make the recovered target degraded as
    // well.
    if (state_ == TargetState::down) quality_.clear();
    if (to == TargetState::down) baseline_.interrupt();
    wishes_.change = Wishes::Change{wishes_.change ? wishes_.change->from : state_, to};
    state_ = to;
    since_ = to == TargetState::down ? failing_since_ : now;
    replies_in_a_row_ = 0;
}

}  // namespace traypulse
