// The engine's second half: from what the monitors found to outages, notices and the verdict.
#include <algorithm>
#include <cerrno>
#include <unordered_set>
#include <utility>

#include "agent/engine/engine.h"
#include "agent/engine/judging.h"
#include "agent/engine/notice_text.h"
#include "agent/translations/translate.h"
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

void Engine::settle_soon() {
    ++revision_;
    unsettled_ = true;
}

void Engine::settle(Instant now) {
    ++revision_;
    unsettled_ = false;
    swap_checks(now);
    for (auto& entry : entries_) {
        collect(entry);
        note_tunnel(entry);
    }
    const bool watched = watching_ = any_watched();
    const auto undecided = undecided_for();
    const auto judge = [&] {
        const auto known = facts();
        findings_ = watched ? diagnose(known) : std::vector<Finding>{};
        for (auto& entry : entries_)
            if (spoken_of(entry)) see(now, entry, undecided);
        // That is no outage: it is said once, and shown with the target.
        auto outages = findings_;
        std::erase_if(outages, [](const auto& f) { return f.cause == Cause::target_blocks_icmp; });
        book_.update(now, outages, known, undecided);
    };
    if (!watched) book_.drop(tr("no longer watched"), [](const Outage&) { return true; });
    judge();
    if (alerting_.update(now, book_)) judge();
    follow_outages(now);
    wonder_about_portal(now, findings_);
    if (alerting_.take_mutes_changed()) effects_.emplace_back(effect::SavePauses{});
    update_verdict(now);
    note_all_due();
}

// How long what those who are being asked are about to say, of the cause or of whom it hits as
// well, is worth waiting for.
Nanoseconds Engine::undecided_for() const {
    std::unordered_set<TargetId> parents, down, down_over_one_family;
    bool tunnelled_down = false;
    for (const auto& e : entries_) {
        if (e.notes.parent) parents.insert(*e.notes.parent);
        if (e.monitor.state() != TargetState::down) continue;
        down.insert(e.monitor.id());
        tunnelled_down |= e.notes.tunnelled;
        if (e.notes.companion_of) down_over_one_family.insert(*e.notes.companion_of);
    }
    auto longest = Nanoseconds::zero();
    for (const auto& e : entries_) {
        const auto& spec = e.monitor.spec();
        auto hold = Nanoseconds::zero();
        if (e.monitor.suspected()) {
            const bool names_it = role_of(e) == TargetRole::router ||
                                  spec.role == TargetRole::anchor || e.notes.companion_of ||
                                  parents.contains(e.monitor.id());
            const bool shares_it = (e.notes.parent && down.contains(*e.notes.parent)) ||
                                   down_over_one_family.contains(e.monitor.id()) ||
                                   (e.notes.tunnelled && tunnelled_down);
            if (names_it || shares_it)
                hold =
                    e.notes.substitute ? judging::kAnnounceHoldForService : judging::kAnnounceHold;
        }
        // Refused by this computer, and perhaps not the only one.
        if (e.monitor.local_error() == EPERM && !e.monitor.refused()) hold = judging::kAnnounceHold;
        if ((e.monitor.suspected() || e.monitor.state() == TargetState::down) &&
            inquiries_.under_way(Question::path_mtu, e.monitor.id()))
            hold = std::max(hold, judging::kPathMtuHold);
        longest = std::max(longest, hold);
    }
    return longest;
}

bool Engine::any_watched() const {
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& e) {
        return spoken_of(e) && e.monitor.state() != TargetState::paused;
    });
}

// "ping", "HTTPS"; of one that is watched another way because it is silent to ping, both.
std::string Engine::way_asked(const Entry& entry) {
    const auto way = way_of(entry.monitor.spec().check);
    return entry.notes.substitute ? tr("{0} or {1}", way_of(entry.notes.substitute->own), way)
                                  : way;
}

OutageFacts Engine::describe(const Outage& outage) const {
    OutageFacts o;
    o.cause = outage.cause;
    o.confidence = outage.confidence;
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
