#include "agent/engine/engine.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "agent/engine/failure_text.h"
#include "agent/engine/judging.h"
#include "agent/translations/translate.h"

namespace traypulse {

Engine::Engine(Instant now, EngineSettings settings, words::ClockText clock, LocalMinute local)
    : clock_(std::move(clock)),
      alerting_({.spec = [this](TargetId id) { return spec(id); },
                 .describe = [this](const Outage& o) { return describe(o); },
                 .state =
                     [this](TargetId id) {
                         const auto* entry = find(id);
                         return entry == nullptr ? TargetState::unknown : entry->notes.state;
                     },
                 .emit = [this](Effect e) { effects_.push_back(std::move(e)); }},
                clock_, local),
      maintenance_(std::move(local)),
      book_({.opened =
                 [this](const Outage& o) {
                     effects_.emplace_back(effect::OutageOpened{o.id, o.cause, o.affected});
                 },
             .announce = [this](const Outage& o) { return alerting_.announce(now_, o); },
             .recovered =
                 [this](const Outage& o, Nanoseconds length) {
                     effects_.emplace_back(
                         effect::OutageClosed{o.id, o.cause, length, tr("recovered")});
                     records_.close(o.id, now_.wall, tr("recovered"), effects_);
                     alerting_.recovered(now_, o, length);
                 },
             .dropped =
                 [this](const Outage& o, const std::string& how) {
                     alerting_.dropped(o, how == kMerged);
                     records_.close(o.id, now_.wall, tr(how.c_str()), effects_);
                     effects_.emplace_back(effect::OutageClosed{
                         o.id, o.cause, now_.mono - o.began.mono, tr(how.c_str())});
                 }}),
      now_(now) {
    verdict_.since = now.wall;
    verdict_.reason = channel_problem_;
    configure(now, std::move(settings));
}

void Engine::configure(Instant now, EngineSettings settings) {
    begin(now);
    std::vector<Entry> old = take_entries();
    settings_ = std::move(settings);
    alerting_.configure(settings_.alerts);
    maintenance_.configure(settings_.alerts.maintenance);
    std::vector<TargetId> restart;
    for (const auto& spec : settings_.targets) {
        const auto it = std::find_if(old.begin(), old.end(), [&](const auto& e) {
            const auto& is = e.monitor.spec();
            const auto& own = e.notes.substitute ? e.notes.substitute->own : is.check;
            return !e.notes.companion_of && is.name == spec.name && own == spec.check;
        });
        if (it == old.end()) {
            auto& added =
                add({TargetMonitor(TargetId(next_id_++), spec, settings_.alerts, now), {}});
            recall_usual(added);
            restart.push_back(added.monitor.id());
            continue;
        }
        if (it->notes.substitute) ask_by_echo_again(now, *it);
        const auto& was = it->monitor.spec();
        const bool other_stream = it->monitor.own_interval() != spec.interval ||
                                  was.timeout != spec.timeout ||
                                  was.payload_size != spec.payload_size || was.ttl != spec.ttl ||
                                  was.options != spec.options;
        it->monitor.set_spec(spec, settings_.alerts);
        if (other_stream) restart.push_back(it->monitor.id());
        add(std::move(*it));
        old.erase(it);
    }
    note_parents();
    keep_companions(now, old);
    for (const auto& gone : old) {
        inquiries_.forget(gone.monitor.id());
        effects_.emplace_back(effect::StopTarget{gone.monitor.id()});
        paused_targets_.erase(gone.monitor.id());
    }
    for (auto id : restart)
        if (auto* entry = find(id); entry->monitor.state() != TargetState::paused) start(*entry);
    reconsider_pauses(now);
    settle(now);
}

void Engine::start(Entry& entry) {
    entry.retry_at.reset();
    entry.monitor.set_pace(pace_);
    if (can_send(entry.monitor.spec()) && entry.monitor.spec().enabled)
        effects_.emplace_back(effect::StartTarget{entry.monitor.id()});
}

template <class Give>
void Engine::judge(Instant now, Entry& entry, bool counts_without_link, const Give& give) {
    // A pulled cable leaves the routes: requests go nowhere, and say nothing about whom they were
    // meant for.
    const bool no_link = network_.known && !network_.link_up && !entry.monitor.on_loopback();
    if (no_link && !counts_without_link) return;
    const bool was_suspected = entry.monitor.suspected();
    const int was_error = entry.monitor.local_error();
    const auto state_before = entry.monitor.state();
    give(entry.monitor);
    ++revision_;
    // It costs the network nothing, and tells at once whom else it hits.
    if (was_error == 0 && entry.monitor.local_error() == EPERM)
        for (auto& each : entries_)
            if (is_icmp(each.monitor.spec().check.kind)) each.monitor.corroborate(now);
    const bool moved =
        was_suspected != entry.monitor.suspected() || was_error != entry.monitor.local_error();
    if (!was_suspected && entry.monitor.suspected()) corroborate(now, entry.monitor.id());
    look_closer(now, entry);
    // Most results change nothing but numbers; the judging is left to those that do.
    const auto before = effects_.size();
    collect(entry);
    if (moved || effects_.size() != before || state_before != entry.monitor.state())
        settle(now);
    else
        due_.set(static_cast<std::size_t>(&entry - entries_.data()), due(entry));
}

void Engine::on_result(Instant now, TargetId id, ProbeSource source,
                       const protocol::ProbeResult& result) {
    begin(now);
    auto* entry = find(id);
    if (entry == nullptr) return;  // a result of a target that was just removed
    const bool told = result.outcome == protocol::Outcome::reply ||
                      result.outcome == protocol::Outcome::late ||
                      result.outcome == protocol::Outcome::send_failed;
    entry->notes.no_way_there = result.outcome == protocol::Outcome::unreachable &&
                                !is_prohibition(result.responder.family, result.icmp_code);
    judge(now, *entry, told, [&](TargetMonitor& m) { m.on_result(now, source, result); });
}

void Engine::on_outcome(Instant now, TargetId id, ProbeSource source, const CheckOutcome& outcome,
                        Nanoseconds age) {
    begin(now);
    auto* entry = find(id);
    if (entry == nullptr) return;
    const bool told = outcome.status == CheckStatus::ok || outcome.status == CheckStatus::not_sent;
    entry->notes.last_status = outcome.status;
    judge(now, *entry, told, [&](TargetMonitor& m) { m.on_outcome(now, source, outcome, age); });
}

void Engine::on_recheck_ended(Instant now, TargetId id) {
    begin(now);
    if (auto* entry = find(id)) entry->monitor.on_recheck_ended(now);
    settle(now);
}

void Engine::on_start_failed(Instant now, TargetId id, const Error& error) {
    begin(now);
    auto* entry = find(id);
    if (entry == nullptr) return;
    entry->retry_at = now.mono + entry->monitor.backoff().failed(entry->monitor.spec().interval);
    entry->monitor.start_fresh(now, error.text(), Nanoseconds::zero());
    settle(now);
}

void Engine::on_address(Instant now, TargetId id, const std::string& address) {
    begin(now);
    auto* entry = find(id);
    if (entry == nullptr || entry->monitor.address() == address) return;
    const bool another = !entry->monitor.address().empty();
    entry->monitor.set_address(address);
    // What was learnt about the old address says nothing about the new one; an outage must be
    // proven anew.
    if (!another) return settle_soon();
    entry->monitor.start_fresh(now, tr("its address has changed"), Nanoseconds::zero());
    settle(now);
}

void Engine::on_lookup(Instant now, const std::string& host, bool resolver_answered) {
    begin(now);
    // A network that is just being set up fails everybody; it counts when it lasts.
    // Nor does it say anything while nobody is asked.
    if (!resolver_answered && (now.mono < lookups_count_from_ || !watching())) return;
    resolvers_.on_lookup(host, resolver_answered);
    settle(now);
}

void Engine::set_config_problem(Instant now, std::string problem) {
    begin(now);
    config_problem_ = std::move(problem);
    settle(now);
}

void Engine::tick(Instant now) {
    begin(now);
    if (unsettled_) {
        settle(now);
        if (const auto next = next_deadline(now); !next || *next > now.mono) return;
    }
    reconsider_pauses(now);
    save_learnt(now);
    for (auto& entry : entries_) {
        const bool was_suspected = entry.monitor.suspected();
        entry.monitor.tick(now);
        if (!was_suspected && entry.monitor.suspected()) corroborate(now, entry.monitor.id());
        look_closer(now, entry);
        if (entry.retry_at && now.mono >= *entry.retry_at) start(entry);
        const auto& substitute = entry.notes.substitute;
        if (substitute && now.mono >= substitute->until) ask_by_echo_again(now, entry);
    }
    settle(now);
}

// The router and the anchors name the cause, so they are asked at the first doubt about anyone; and
// those that may be gone with it, so that all of them are in the first word about it.
void Engine::corroborate(Instant now, TargetId cause) {
    constexpr int kMostFellows = 16;  // a word about some of thousands need not ask them all
    const auto* suspect = find(cause);
    int fellows = 0;
    for (auto& entry : entries_) {
        if (entry.monitor.id() == cause) continue;
        const auto role = role_of(entry);
        const bool parent = suspect != nullptr && suspect->notes.parent == entry.monitor.id();
        const bool witness = role == TargetRole::router || role == TargetRole::anchor || parent;
        const bool fellow = !witness && suspect != nullptr && fellows < kMostFellows &&
                            is_icmp(entry.monitor.spec().check.kind) &&
                            may_share_a_cause(*suspect, entry);
        fellows += fellow ? 1 : 0;
        if (witness || fellow) entry.monitor.corroborate(now);
    }
}

bool Engine::may_share_a_cause(const Entry& a, const Entry& b) const {
    const auto one = a.monitor.id();
    const auto other = b.monitor.id();
    const bool family = a.notes.companion_of == other || b.notes.companion_of == one;
    return family || a.notes.parent == other || b.notes.parent == one ||
           (a.notes.tunnelled && b.notes.tunnelled);
}

std::optional<MonoTime> Engine::next_deadline(Instant now) const {
    if (unsettled_) return now.mono;
    std::optional<MonoTime> next = book_.next_deadline(now.mono);
    const auto consider = [&](std::optional<MonoTime> at) {
        if (at && (!next || *at < *next)) next = at;
    };
    consider(due_.get());
    consider(records_.next_deadline());
    consider(look_again_at_);
    if (settings_.portal_check && network_.link_up && watching()) consider(portal_.next());
    const auto consider_wall = [&](const std::optional<WallTime>& at) {
        if (at) consider(now.mono + std::max<Nanoseconds>(*at - now.wall, Nanoseconds::zero()));
    };
    if (paused_all_) consider_wall(paused_until_);
    consider(alerting_.next_deadline(now));
    consider_wall(maintenance_look_);
    if (maintenance_look_) consider(maintenance_look_by_);
    // Where there is no network that could be named there is nowhere to save it to.
    if (learnt_ && networks_.any_present()) consider(std::max(save_network_at_, now.mono));
    for (const auto& [id, until] : paused_targets_) consider_wall(until);
    return next;
}

std::vector<Effect> Engine::take_effects() { return std::exchange(effects_, {}); }

}  // namespace traypulse
