// One look for a person: the verdict.
#include <algorithm>
#include <utility>

#include "agent/engine/engine.h"
#include "agent/engine/judging.h"
#include "agent/engine/outage_matching.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

/// What is shown of them: one that is down before one that is not well, the widest among those.
const Outage* worst(const std::vector<Outage>& open) {
    const Outage* out = nullptr;
    const auto degraded = [](const Outage& o) { return glance_of(o.cause) == Glance::degraded; };
    for (const auto& o : open)
        if (OutageBook::shown(o) && (out == nullptr || (degraded(*out) && !degraded(o)))) out = &o;
    return out;
}

}  // namespace

void Engine::update_verdict(Instant now) {
    Verdict v;
    const auto* first_shown = worst(book_.open());
    look_again_at_ = looked_for_until(now);
    const auto any = [&](TargetState s) {
        return std::any_of(entries_.begin(), entries_.end(),
                           [&](const auto& e) { return spoken_of(e) && e.notes.state == s; });
    };
    if (!watching()) {
        v.glance = Glance::paused;
        v.reason = entries_.empty() ? tr("no target is configured")
                   : paused_all_    ? tr("everything is paused")
                                    : tr("every target is paused");
    } else if (!channel_ready_) {
        v.glance = Glance::unknown;
        v.reason = channel_problem_;
    } else if (first_shown != nullptr) {
        v.glance = glance_of(first_shown->cause);
        v.cause = first_shown->cause;
        v.confidence = first_shown->confidence;
        v.affected = first_shown->affected;
        // Several single targets are one sentence to a person: all of them are affected.
        if (v.cause == Cause::target_down)
            for (const auto& o : book_.open())
                if (o.id != first_shown->id && o.cause == v.cause && OutageBook::shown(o))
                    v.affected.insert(v.affected.end(), o.affected.begin(), o.affected.end());
        v.since = first_shown->began.wall;
    } else if (look_again_at_) {
        v.glance = Glance::unknown;
        v.reason = tr("looking whether the outage goes on");
    } else if (any(TargetState::degraded)) {
        v.glance = Glance::degraded;
        for (const auto& e : entries_)
            if (spoken_of(e) && e.notes.state == TargetState::degraded)
                v.affected.push_back(e.monitor.id());
    } else if (online()) {
        v.glance = Glance::up;
    } else if (any(TargetState::down) && verdict_.cause == Cause::none) {
        v.glance = verdict_.glance;  // what is down is shown once it is announced, moments later
        v.reason = verdict_.reason;
    } else {
        v.glance = Glance::unknown;
        const auto it = std::find_if(entries_.begin(), entries_.end(), [](const auto& e) {
            return spoken_of(e) && e.notes.state == TargetState::unknown;
        });
        if (it != entries_.end()) v.reason = seen(*it).reason;
    }
    const bool same = v.glance == verdict_.glance && v.cause == verdict_.cause;
    if (v.cause == Cause::none) v.since = same ? verdict_.since : now.wall;
    if (!same) effects_.emplace_back(effect::VerdictChanged{verdict_, v});
    verdict_ = std::move(v);
}

std::optional<MonoTime> Engine::looked_for_until(Instant now) const {
    std::optional<MonoTime> until;
    for (const auto& o : book_.open()) {
        if (!o.suspended || !o.announced) continue;
        for (auto id : matching::seen_by(o)) {
            const auto* entry = find(id);
            if (entry == nullptr || entry->monitor.state() != TargetState::unknown) continue;
            const auto at = entry->monitor.fresh_from() + judging::kJudgedWithin;
            if (at > now.mono && (!until || at > *until)) until = at;
        }
    }
    return until;
}

// The router alone is not the way out, where something beyond it is watched.
bool Engine::online() const {
    bool router = false;
    bool beyond = false;
    for (const auto& e : entries_) {
        const auto state = e.monitor.state();
        const bool nearby = role_of(e) == TargetRole::router || e.monitor.on_loopback();
        if (state == TargetState::up || state == TargetState::degraded) {
            if (!nearby) return true;
            router = true;
        }
        beyond |= !nearby && state != TargetState::paused;
    }
    return router && !beyond;
}

}  // namespace traypulse
