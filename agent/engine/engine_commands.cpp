// What a person asks for: pauses, mutes, the tick in the menu.
#include <algorithm>
#include <utility>

#include "agent/engine/engine.h"
#include "agent/engine/judging.h"
#include "agent/translations/translate.h"
#include "shared/overloaded.h"

namespace traypulse {
namespace {

std::optional<WallTime> until(Instant now, const std::optional<Nanoseconds>& duration) {
    if (!duration) return std::nullopt;
    return now.wall + std::chrono::duration_cast<std::chrono::microseconds>(*duration);
}

}  // namespace

void Engine::apply(Instant now, const Command& command) {
    begin(now);
    const auto unmuted = [&](bool was_muted) {
        if (!was_muted) return;
        book_.announce_again();
        effects_.emplace_back(effect::SavePauses{});
    };
    std::visit(Overloaded{
                   [&](const command::SetEnabled& c) {
                       auto* entry = find(c.target);
                       if (entry == nullptr) return;
                       auto spec = entry->monitor.spec();
                       // Ticking a target that a person paused for a while means: watch it, now.
                       if (c.enabled && paused_targets_.erase(c.target) > 0)
                           effects_.emplace_back(effect::SavePauses{});
                       if (spec.enabled == c.enabled) return;
                       spec.enabled = c.enabled;
                       for (auto& s : settings_.targets)
                           if (s.name == spec.name) s.enabled = c.enabled;
                       effects_.emplace_back(effect::SaveEnabled{spec.name, c.enabled});
                       spec.interval = entry->monitor.own_interval();
                       entry->monitor.set_spec(std::move(spec), settings_.alerts);
                   },
                   [&](const command::PauseAll& c) {
                       paused_all_ = true;
                       paused_until_ = until(now, c.duration);
                       effects_.emplace_back(effect::SavePauses{});
                   },
                   [&](const command::ResumeAll&) {
                       paused_all_ = false;
                       paused_until_.reset();
                       paused_targets_.clear();
                       effects_.emplace_back(effect::SavePauses{});
                   },
                   [&](const command::PauseTarget& c) {
                       if (find(c.target) == nullptr) return;
                       paused_targets_[c.target] = until(now, c.duration);
                       effects_.emplace_back(effect::SavePauses{});
                   },
                   [&](const command::ResumeTarget& c) {
                       if (paused_targets_.erase(c.target) > 0)
                           effects_.emplace_back(effect::SavePauses{});
                   },
                   [&](const command::Mute& c) {
                       alerting_.mutes().all(until(now, c.duration));
                       effects_.emplace_back(effect::SavePauses{});
                   },
                   [&](const command::Unmute&) { unmuted(alerting_.mutes().unmute_all()); },
                   [&](const command::MuteTarget& c) {
                       const auto* entry = find(c.target);
                       if (entry == nullptr) return;
                       alerting_.mutes().target(entry->monitor.spec().name, until(now, c.duration));
                       effects_.emplace_back(effect::SavePauses{});
                   },
                   [&](const command::UnmuteTarget& c) {
                       if (const auto* entry = find(c.target))
                           unmuted(alerting_.mutes().unmute_target(entry->monitor.spec().name));
                   },
                   [&](const command::MuteCause& c) {
                       if (c.cause == Cause::none) return;
                       alerting_.mutes().cause(c.cause, until(now, c.duration));
                       effects_.emplace_back(effect::SavePauses{});
                   },
                   [&](const command::UnmuteCause& c) {
                       unmuted(alerting_.mutes().unmute_cause(c.cause));
                   },
                   [](const command::TestCheck&) {},  // the runtime's: it is no target
                   // The runtime's: it has the files.
                   [](const command::CheckHistory&) {}, [](const command::Reload&) {},
                   [](const command::Quit&) {},  // the runtime's: it ends the loop
               },
               command);
    reconsider_pauses(now);
    settle(now);
}

// What a person asked for lasts as long as was asked for, whatever is done to the clock meanwhile.
// Whatever is noted from here on is noted by the clock as it is now.
void Engine::begin(Instant now, Nanoseconds slept) {
    now_ = now;
    follow_clock(now, slept);
}

void Engine::follow_clock(Instant now, Nanoseconds slept) {
    const auto step = clock_steps_.look(now, slept);
    if (step == Nanoseconds::zero()) return;
    const auto by = std::chrono::duration_cast<WallTime::duration>(step);
    if (paused_until_) *paused_until_ += by;
    for (auto& [id, until] : paused_targets_)
        if (until) *until += by;
    alerting_.mutes().move_ends(by);
    effects_.emplace_back(effect::SavePauses{});
    // And what goes on is told by the clock that hangs on the wall now.
    book_.move_clock(by);
    records_.move_clock(by);
    verdict_.since += by;
    for (auto& entry : entries_) {
        entry.monitor.move_clock(by);
        entry.notes.since.wall += by;
    }
}

void Engine::reconsider_pauses(Instant now) {
    bool changed = false;
    if (paused_all_ && paused_until_ && now.wall >= *paused_until_) {
        paused_all_ = false;
        paused_until_.reset();
        changed = true;
    }
    changed |= std::erase_if(paused_targets_,
                             [&](const auto& p) { return p.second && now.wall >= *p.second; }) > 0;
    if (alerting_.expire(now)) {
        book_.announce_again();
        changed = true;
    }
    if (changed) effects_.emplace_back(effect::SavePauses{});
    reconsider_maintenance(now);
    const bool was_watching = any_watched();
    for (auto& entry : entries_) {
        const auto reason = pause_reason(entry);
        const bool is_paused = entry.monitor.state() == TargetState::paused;
        if (!reason.empty()) {
            if (!is_paused) effects_.emplace_back(effect::StopTarget{entry.monitor.id()});
            entry.retry_at.reset();
            entry.monitor.pause(now, reason);
        } else if (is_paused) {
            entry.monitor.resume(now);
            if (std::exchange(entry.was_worked_on, false))
                entry.monitor.give_grace(now, judging::kGrace);
            start(entry);
        }
    }
    if (was_watching != any_watched()) forget_lookups(now, Nanoseconds::zero());
}

// What is open about targets that are worked on from now on was the work, or is hidden by it.
void Engine::reconsider_maintenance(Instant now) {
    maintenance_look_ = maintenance_.next_look(now.wall);
    maintenance_look_by_ = now.mono + kLookAgain;
    bool begins = false;
    for (auto& entry : entries_) {
        // A companion is what it belongs to.
        const auto* main = entry.notes.companion_of ? find(*entry.notes.companion_of) : nullptr;
        const auto& spec = main == nullptr ? entry.monitor.spec() : main->monitor.spec();
        const auto until = maintenance_.until(spec, now.wall);
        begins |= until && entry.maintenance.empty();
        entry.maintenance = until ? tr("maintenance until {0}", clock_(*until)) : std::string();
        entry.was_worked_on |= until.has_value();
    }
    if (!begins) return;
    book_.drop(tr("maintenance"), [&](const Outage& o) {
        const auto worked_on = [&](TargetId id) {
            const auto* entry = find(id);
            return entry == nullptr || !entry->maintenance.empty();
        };
        if (o.affected.empty()) return false;
        return is_wide(o.cause) ? std::all_of(o.affected.begin(), o.affected.end(), worked_on)
                                : worked_on(o.affected.front());
    });
}

std::string Engine::pause_reason(const Entry& entry) const {
    const auto text = [&](const std::optional<WallTime>& end) {
        return end ? tr("paused until {0}", clock_(*end)) : std::string(tr("paused until resumed"));
    };
    if (entry.notes.companion_of) {
        const auto* main = find(*entry.notes.companion_of);
        return main == nullptr ? tr("switched off") : pause_reason(*main);
    }
    if (!entry.monitor.spec().enabled) return tr("switched off");
    if (!spoken_of(entry) && !any_to_watch()) return tr("nothing is watched");
    if (paused_all_) return text(paused_until_);
    const auto it = paused_targets_.find(entry.monitor.id());
    return it == paused_targets_.end() ? entry.maintenance : text(it->second);
}

bool Engine::any_to_watch() const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [&](const auto& e) { return spoken_of(e) && pause_reason(e).empty(); });
}

PauseState Engine::pauses() const {
    PauseState state;
    state.paused_all = paused_all_;
    state.paused_until = paused_until_;
    alerting_.mutes().save(state);
    for (const auto& [id, end] : paused_targets_)
        if (const auto* entry = find(id))
            state.targets.push_back({entry->monitor.spec().name, end});
    return state;
}

void Engine::restore(Instant now, const PauseState& pauses) {
    begin(now);
    paused_all_ = pauses.paused_all;
    paused_until_ = pauses.paused_until;
    alerting_.mutes().restore(pauses);
    for (const auto& target : pauses.targets)
        for (const auto& entry : entries_)
            if (entry.monitor.spec().name == target.name)
                paused_targets_[entry.monitor.id()] = target.until;
    reconsider_pauses(now);
    settle(now);
}

}  // namespace traypulse
