#include "agent/engine/outages.h"

#include <algorithm>
#include <utility>

#include "agent/engine/judging.h"
#include "agent/engine/outage_matching.h"
#include "agent/engine/rules.h"
#include "agent/translations/translate.h"

namespace traypulse {

using matching::contains, matching::describes, matching::seen_by, matching::with_all;

namespace {

/// How long a finding must hold before it is told. A roaming Wi-Fi is without a link for a second
/// or so.
Nanoseconds patience(Cause cause) {
    return cause == Cause::no_link ? judging::kLinkHold : Nanoseconds::zero();
}

}  // namespace

void OutageBook::update(Instant now, const std::vector<Finding>& findings, const Facts& facts,
                        Nanoseconds undecided_for) {
    std::erase_if(aftermaths_, [&](const auto& a) { return now.mono >= a.until; });
    std::vector<OutageId> matched;
    std::vector<const Finding*> fresh;
    for (const auto& finding : findings) {
        Outage* outage = match(finding);
        if (outage == nullptr) outage = sharpen(now, finding, findings, facts);
        if (outage == nullptr) {
            fresh.push_back(&finding);
            continue;
        }
        outage->suspended = false;
        outage->from_before = false;
        if (outage->cause == finding.cause) {
            outage->narrowing_since.reset();
            outage->confidence = finding.confidence;
            outage->reasons = finding.reasons;
        }
        // What was thought to be the cause is reached through what is.
        if (finding.cause == Cause::target_down && outage->cause == finding.cause &&
            outage->affected[0] != finding.affected[0]) {
            std::erase(outage->affected, finding.affected[0]);
            outage->affected.insert(outage->affected.begin(), finding.affected[0]);
            outage->witnesses.clear();
            outage->announced = false;
            outage->told_as = Cause::none;
        }
        matching::add_missing(outage->affected, finding.affected);
        matching::add_missing(outage->witnesses, finding.witnesses);
        matched.push_back(outage->id);
    }
    // What has ended comes first: it may leave an aftermath that explains a new finding for a
    // while.
    settle_unmatched(now, matched, findings, facts);
    for (const auto* finding : fresh)
        if (!in_aftermath(*finding, now.mono)) open_new(now, *finding, facts, undecided_for);
    std::stable_sort(open_.begin(), open_.end(),
                     [](const auto& a, const auto& b) { return width(a.cause) < width(b.cause); });
    announce_due(now, undecided_for > Nanoseconds::zero());
}

Outage* OutageBook::match(const Finding& finding) {
    const auto it = std::find_if(open_.begin(), open_.end(),
                                 [&](const auto& o) { return describes(finding, o); });
    return it == open_.end() ? nullptr : &*it;
}

// An open outage that no finding describes any more, but whose targets this finding explains, was
// this all along: it takes the new name and keeps its start and its notification.
Outage* OutageBook::sharpen(Instant now, const Finding& finding, const std::vector<Finding>& all,
                            const Facts& facts) {
    std::vector<OutageId> absorbed;
    for (const auto& o : open_) {
        const bool still_described =
            std::any_of(all.begin(), all.end(), [&](const auto& f) { return describes(f, o); });
        // What was broken long before is still broken behind it, and is seen again after it.
        if (!still_described && matching::may_explain(finding, o) &&
            !matching::was_there_before(o, finding, now, facts))
            absorbed.push_back(o.id);
    }
    if (absorbed.empty()) return nullptr;
    const auto by_id = [&](OutageId id) {
        return std::find_if(open_.begin(), open_.end(), [&](const auto& o) { return o.id == id; });
    };
    const auto keeper = *std::min_element(absorbed.begin(), absorbed.end(), [&](auto a, auto b) {
        // One that was told keeps its notification; among equals the older.
        return std::pair(!by_id(a)->told, by_id(a)->began.mono) <
               std::pair(!by_id(b)->told, by_id(b)->began.mono);
    });
    // Going back through the causes is how a recovery looks: the router answers a moment before
    // what is behind it does. What was told gets a narrower name only when that lasts.
    if (auto& o = *by_id(keeper); o.announced && matching::is_narrower(finding, o)) {
        if (!o.narrowing_since) o.narrowing_since = now.mono;
        if (now.mono - *o.narrowing_since < judging::kNarrowingHold) return &o;
    }
    Instant began = by_id(keeper)->began;
    for (auto id : absorbed) {
        if (id == keeper) continue;
        const auto it = by_id(id);
        if (it->began.mono < began.mono) began = it->began;
        listener_.dropped(*it, kMerged);
        open_.erase(it);
    }
    auto& outage = *by_id(keeper);
    // It went and came back until now; from now on it is down.
    if (outage.cause == Cause::unstable) began = matching::earliest_failure(now, finding, facts);
    outage.cause = finding.cause;
    outage.confidence = finding.confidence;
    outage.affected = finding.affected;
    if (!finding.witnesses.empty()) outage.witnesses = finding.witnesses;
    outage.reasons = finding.reasons;
    outage.began = began;
    outage.narrowing_since.reset();
    outage.announced = false;  // say it again, in the same place
    return &outage;
}

bool OutageBook::in_aftermath(const Finding& finding, MonoTime now) const {
    if (is_wide(finding.cause) || finding.cause == Cause::unstable) return false;
    // A wide outage that is seen as a narrower one for a moment (names fail until the resolver is
    // reached again) is ending: its targets come back one by one.
    if (std::any_of(open_.begin(), open_.end(), [&](const auto& o) {
            return o.narrowing_since && contains(o.affected, finding.affected[0]);
        }))
        return true;
    return std::any_of(aftermaths_.begin(), aftermaths_.end(), [&](const auto& a) {
        return now < a.until && contains(a.targets, finding.affected[0]);
    });
}

void OutageBook::open_new(Instant now, const Finding& finding, const Facts& facts,
                          Nanoseconds undecided_for) {
    Outage outage;
    outage.id = OutageId(next_id_++);
    outage.cause = finding.cause;
    outage.confidence = finding.confidence;
    outage.affected = finding.affected;
    outage.witnesses = finding.witnesses;
    outage.reasons = finding.reasons;
    std::vector<TargetId> of_others;
    for (const auto& o : open_)
        if (o.suspended && matching::was_there_before(o, finding, now, facts)) {
            const auto own = with_all(o);
            of_others.insert(of_others.end(), own.begin(), own.end());
        }
    outage.began = matching::earliest_failure(now, finding, facts, of_others);
    outage.announce_at = now.mono + patience(finding.cause);
    outage.decide_by = now.mono + undecided_for;
    open_.push_back(outage);
    listener_.opened(outage);
}

void OutageBook::settle_unmatched(Instant now, const std::vector<OutageId>& matched,
                                  const std::vector<Finding>& findings, const Facts& facts) {
    for (std::size_t i = 0; i < open_.size();) {
        auto& o = open_[i];
        if (std::find(matched.begin(), matched.end(), o.id) != matched.end()) {
            ++i;
            continue;
        }
        bool answers = false;
        bool unseen = false;
        bool silent = false;
        for (auto id : seen_by(o)) {
            const auto* t = facts.find(id);
            if (t == nullptr) continue;
            answers |= rules::answers(*t);
            unseen |= t->state == TargetState::unknown;
            silent |= t->state == TargetState::down;
        }
        if (answers || matching::seen_gone(o, facts)) {
            const Outage over = o;
            // What was reached through it needs a moment longer, too.
            if (is_wide(over.cause) || over.affected.size() > 1)
                aftermaths_.push_back({with_all(over), now.mono + judging::kAftermath});
            close(i);
            listener_.recovered(over, now.mono - over.began.mono);
        } else if (o.cause == Cause::dns_failing &&
                   std::any_of(findings.begin(), findings.end(), [&](const auto& f) {
                       return matching::may_explain(f, o) &&
                              matching::was_there_before(o, f, now, facts);
                   })) {
            // Behind another trouble nothing more is seen of it; what is left of it is news.
            const Outage over = o;
            close(i);
            listener_.dropped(over, kMerged);
        } else if (unseen || silent ||
                   (seen_by(o).empty() && facts.network.known && !facts.targets.empty())) {
            o.suspended = true;
            if (silent) o.from_before = false;
            ++i;
        } else {
            const Outage over = o;
            close(i);
            listener_.dropped(over, tr("no longer watched"));
        }
    }
}

void OutageBook::announce_due(Instant now, bool undecided) {
    for (auto& o : open_) {
        if (o.announced || o.suspended) continue;
        if (now.mono < o.announce_at || (undecided && now.mono < o.decide_by)) continue;
        o.announced = true;
        // Renamed while muted, and back: what was said still stands there.
        if (o.told && o.told_as == o.cause) continue;
        if (!listener_.announce(o)) continue;
        o.told = true;
        o.told_as = o.cause;
    }
}

void OutageBook::restore(Outage outage) {
    outage.suspended = true;
    outage.from_before = true;
    outage.announced = outage.told;
    outage.told_as = outage.told ? outage.cause : Cause::none;
    next_id_ = std::max(next_id_, outage.id.value + 1);
    open_.push_back(std::move(outage));
}

std::optional<Outage> OutageBook::take(TargetId target) {
    for (std::size_t i = 0; i < open_.size(); ++i) {
        auto& o = open_[i];
        if (o.cause != Cause::target_down || o.affected.empty() || o.affected[0] != target)
            continue;
        Outage out = o;
        close(i);
        return out;
    }
    return std::nullopt;
}

void OutageBook::drop(const std::string& how, const std::function<bool(const Outage&)>& which) {
    for (std::size_t i = 0; i < open_.size();) {
        if (!which(open_[i])) {
            ++i;
            continue;
        }
        const Outage over = open_[i];
        close(i);
        listener_.dropped(over, how);
    }
}

void OutageBook::close(std::size_t index) {
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(index));
}

std::optional<MonoTime> OutageBook::next_deadline(MonoTime now) const {
    std::optional<MonoTime> next;
    const auto consider = [&](MonoTime at) {
        if (at > now && (!next || at < *next)) next = at;
    };
    for (const auto& o : open_) {
        // Something else may have come in the very moment at which it was due.
        if (!o.announced && !o.suspended && now >= o.announce_at && now >= o.decide_by) return now;
        if (!o.announced) consider(o.announce_at);
        if (!o.announced) consider(o.decide_by);
        if (o.narrowing_since) consider(*o.narrowing_since + judging::kNarrowingHold);
    }
    for (const auto& a : aftermaths_) {
        if (now >= a.until) return now;
        consider(a.until);
    }
    return next;
}

}  // namespace traypulse
