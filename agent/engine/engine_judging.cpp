// The engine's second half: from what the monitors found to outages, notices and the verdict.
#include <algorithm>
#include <utility>

#include "agent/engine/engine.h"
#include "agent/engine/judging.h"
#include "agent/engine/notice_text.h"
#include "shared/ip_address.h"

namespace traypulse {

void Engine::collect(Entry& entry) {
    auto& monitor = entry.monitor;
    const auto wishes = monitor.take_wishes();
    if (wishes.stop_recheck) effects_.emplace_back(effect::StopRecheck{monitor.id()});
    if (wishes.recheck && can_send(monitor.spec()))
        effects_.emplace_back(effect::Recheck{monitor.id(), wishes.recheck->count,
                                              wishes.recheck->interval, wishes.recheck->timeout});
    learnt_ |= wishes.learnt;
    if (wishes.resolve) effects_.emplace_back(effect::Resolve{monitor.id()});
}

void Engine::settle(Instant now) {
    now_ = now;
    ++revision_;
    swap_checks(now);
    for (auto& entry : entries_) {
        collect(entry);
        note_tunnel(entry);
    }
    const auto judge = [&] {
        const auto known = facts();
        findings_ = diagnose(known);
        for (auto& entry : entries_)
            if (spoken_of(entry)) see(now, entry);
        // That is no outage: it is said once, and shown with the target.
        auto outages = findings_;
        std::erase_if(outages, [](const auto& f) { return f.cause == Cause::target_blocks_icmp; });
        book_.update(now, outages, known, undecided_for());
    };
    judge();
    if (alerting_.update(now, book_)) judge();
    follow_outages(now);
    wonder_about_portal(now, findings_);
    if (alerting_.take_mutes_changed()) effects_.emplace_back(effect::SavePauses{});
    update_verdict(now);
}

Nanoseconds Engine::undecided_for() const {
    auto longest = Nanoseconds::zero();
    for (const auto& e : entries_) {
        if (!e.monitor.suspected()) continue;
        const auto role = e.monitor.spec().role;
        const bool names_it = role == TargetRole::router || role == TargetRole::anchor ||
                              e.notes.companion_of ||
                              std::any_of(entries_.begin(), entries_.end(), [&](const auto& child) {
                                  return child.monitor.spec().parent == e.monitor.spec().name;
                              });
        if (names_it)
            longest = std::max(longest, e.notes.substitute ? judging::kAnnounceHoldForService
                                                           : judging::kAnnounceHold);
    }
    return longest;
}

bool Engine::watching() const {
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& e) {
        return spoken_of(e) && e.monitor.state() != TargetState::paused;
    });
}

void Engine::update_verdict(Instant now) {
    Verdict v;
    const auto first_shown = std::find_if(book_.open().begin(), book_.open().end(),
                                          [](const auto& o) { return OutageBook::shown(o); });
    const auto any = [&](TargetState s) {
        return std::any_of(entries_.begin(), entries_.end(),
                           [&](const auto& e) { return spoken_of(e) && e.notes.state == s; });
    };
    if (!watching()) {
        v.glance = Glance::paused;
        v.reason = entries_.empty() ? "no target is configured"
                   : paused_all_    ? "everything is paused"
                                    : "every target is paused";
    } else if (!channel_ready_) {
        v.glance = Glance::unknown;
        v.reason = channel_problem_;
    } else if (first_shown != book_.open().end()) {
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
    } else if (any(TargetState::degraded)) {
        v.glance = Glance::degraded;
        for (const auto& e : entries_)
            if (spoken_of(e) && e.notes.state == TargetState::degraded)
                v.affected.push_back(e.monitor.id());
    } else if (any(TargetState::up) || any(TargetState::down)) {
        v.glance =
            Glance::up;  // a target that is down is shown once it is announced, moments later
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

OutageFacts Engine::describe(const Outage& outage) const {
    OutageFacts o;
    o.cause = outage.cause;
    o.while_away = outage.from_before;
    o.since = outage.began.wall;
    for (auto id : outage.affected)
        if (const auto* entry = find(id)) o.names.push_back(entry->monitor.spec().name);
    if (!outage.affected.empty())
        if (const auto* first = find(outage.affected[0])) o.reason = seen(*first).reason;
    const auto fine = [](const auto& e) {
        return spoken_of(e) &&
               (e.notes.state == TargetState::up || e.notes.state == TargetState::degraded);
    };
    const auto trouble = [](const auto& e) {
        return spoken_of(e) && (e.notes.state == TargetState::down || e.monitor.suspected());
    };
    const auto in_trouble =
        static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), trouble));
    if (in_trouble <= outage.affected.size())
        o.others_fine =
            static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), fine));
    return o;
}

}  // namespace traypulse
