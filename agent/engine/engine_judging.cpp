// The engine's second half: from what the monitors found to outages, notices and the verdict.
#include <algorithm>
#include <cerrno>
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
        if (!watching()) findings_.clear();
        for (auto& entry : entries_)
            if (spoken_of(entry)) see(now, entry);
        // That is no outage: it is said once, and shown with the target.
        auto outages = findings_;
        std::erase_if(outages, [](const auto& f) { return f.cause == Cause::target_blocks_icmp; });
        book_.update(now, outages, known, undecided_for());
    };
    if (!watching()) book_.drop("no longer watched", [](const Outage&) { return true; });
    judge();
    if (alerting_.update(now, book_)) judge();
    follow_outages(now);
    wonder_about_portal(now, findings_);
    if (alerting_.take_mutes_changed()) effects_.emplace_back(effect::SavePauses{});
    update_verdict(now);
}

Nanoseconds Engine::undecided_for() const {
    auto longest = Nanoseconds::zero();
    for (const auto& e : entries_) longest = std::max(longest, hold_for(e));
    return longest;
}

// How long what this one is about to say, of the cause or of whom it hits as well, is worth waiting
// for.
Nanoseconds Engine::hold_for(const Entry& e) const {
    const bool down = e.monitor.state() == TargetState::down;
    if ((down || e.monitor.suspected()) && inquiries_.under_way(Question::path_mtu, e.monitor.id()))
        return judging::kPathMtuHold;
    // Refused by this computer, and perhaps not the only one.
    if (e.monitor.local_error() == EPERM && !e.monitor.refused()) return judging::kAnnounceHold;
    if (!e.monitor.suspected()) return Nanoseconds::zero();
    const auto role = e.monitor.spec().role;
    const bool tells =
        role == TargetRole::router || role == TargetRole::anchor || e.notes.companion_of ||
        std::any_of(entries_.begin(), entries_.end(), [&](const auto& other) {
            return other.monitor.spec().parent == e.monitor.spec().name ||
                   (other.monitor.state() == TargetState::down && may_share_a_cause(e, other));
        });
    if (!tells) return Nanoseconds::zero();
    return e.notes.substitute ? judging::kAnnounceHoldForService : judging::kAnnounceHold;
}

bool Engine::watching() const {
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& e) {
        return spoken_of(e) && e.monitor.state() != TargetState::paused;
    });
}

// "ping", "HTTPS"; of one that is watched another way because it is silent to ping, both.
std::string Engine::way_asked(const Entry& entry) {
    const auto way = way_of(entry.monitor.spec().check);
    return entry.notes.substitute ? way_of(entry.notes.substitute->own) + " or " + way : way;
}

OutageFacts Engine::describe(const Outage& outage) const {
    OutageFacts o;
    o.cause = outage.cause;
    if (!outage.affected.empty())
        if (const auto* first = find(outage.affected[0])) o.way = way_asked(*first);
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
    const bool another =
        std::any_of(book_.open().begin(), book_.open().end(),
                    [&](const auto& other) { return other.id != outage.id && !other.suspended; });
    o.more_open = std::any_of(book_.open().begin(), book_.open().end(), [&](const auto& other) {
        return other.id != outage.id && other.told && other.cause != Cause::unstable;
    });
    if (in_trouble <= outage.affected.size() && !another)
        o.others_fine =
            static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), fine));
    return o;
}

}  // namespace traypulse
