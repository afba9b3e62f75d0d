#include "agent/engine/outage_matching.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "agent/engine/judging.h"
#include "agent/engine/rules.h"

namespace traypulse::matching {
namespace {

bool overlap(const std::vector<TargetId>& a, const std::vector<TargetId>& b) {
    const std::unordered_set<TargetId> all(b.begin(), b.end());
    return std::any_of(a.begin(), a.end(), [&](auto id) { return all.contains(id); });
}

/// True for a cause that is about a part of the way only.
bool is_part(Cause cause) {
    return cause == Cause::vpn_down || cause == Cause::ipv6_broken ||
           cause == Cause::path_mtu_black_hole;
}

/// True for a cause after which nothing beyond it is reached.
bool cuts_all_off(Cause cause) {
    return is_wide(cause) && !is_part(cause) && cause != Cause::dns_failing;
}

/// Said by the check itself; where it can't tell any more, whoever answers from beyond.
bool no_page_in_the_way(const Facts& facts) {
    using State = PortalAnswer::State;
    if (facts.portal && facts.portal->state != State::no_answer)
        return facts.portal->state == State::open;
    return std::any_of(facts.targets.begin(), facts.targets.end(), [](const TargetFact& t) {
        return rules::answers(t) && rules::remote(t) && !rules::router(t);
    });
}

}  // namespace

bool contains(const std::vector<TargetId>& all, TargetId id) {
    return std::find(all.begin(), all.end(), id) != all.end();
}

void add_missing(std::vector<TargetId>& to, const std::vector<TargetId>& from) {
    if (to == from) return;
    std::unordered_set<TargetId> known(to.begin(), to.end());
    for (auto id : from)
        if (known.insert(id).second) to.push_back(id);
}

const std::vector<TargetId>& seen_by(const Outage& o) {
    return o.witnesses.empty() ? o.affected : o.witnesses;
}

const std::vector<TargetId>& seen_by(const Finding& f) {
    return f.witnesses.empty() ? f.affected : f.witnesses;
}

std::vector<TargetId> with_all(const Outage& o) {
    auto out = o.affected;
    out.insert(out.end(), o.witnesses.begin(), o.witnesses.end());
    return out;
}

bool describes(const Finding& f, const Outage& o) {
    // There is one firewall, whichever target it is that it lets through first again.
    const bool only_one = is_wide(f.cause) || f.cause == Cause::local_firewall;
    if (f.cause != o.cause) return false;
    return only_one || (!o.affected.empty() && contains(f.affected, o.affected[0]));
}

bool may_explain(const Finding& f, const Outage& o) {
    const bool shared = overlap(o.affected, f.affected) || overlap(seen_by(o), seen_by(f));
    if (!is_wide(f.cause)) {
        const auto single = [](Cause c) { return c == Cause::target_down || c == Cause::unstable; };
        return f.cause != o.cause && single(f.cause) && single(o.cause) && !o.affected.empty() &&
               o.affected[0] == f.affected[0];
    }
    return shared || (is_wide(o.cause) && !is_part(o.cause) && !is_part(f.cause));
}

bool was_there_before(const Outage& o, const Finding& f, Instant now, const Facts& facts) {
    if (!is_wide(f.cause) || cuts_all_off(o.cause)) return false;
    const auto all = with_all(o);
    const std::unordered_set<TargetId> own(all.begin(), all.end());
    std::optional<MonoTime> began;
    bool any_down = false;
    for (auto id : seen_by(f)) {
        const auto* t = facts.find(id);
        if (t == nullptr || t->state != TargetState::down) continue;
        any_down = true;
        if (own.contains(id)) continue;
        if (!began || t->failing_since.mono < *began) began = t->failing_since.mono;
    }
    // Nobody is down: the cause itself was seen, just now. Nobody else is: it is only a better
    // name.
    if (!any_down) began = now.mono;
    return began && *began - o.began.mono > judging::kSameFault;
}

bool is_narrower(const Finding& f, const Outage& o) {
    return width(o.cause) < width(f.cause) || (cuts_all_off(o.cause) && is_part(f.cause));
}

Instant earliest_failure(Instant now, const Finding& f, const Facts& facts,
                         const std::vector<TargetId>& but) {
    Instant began = now;
    const std::unordered_set<TargetId> left_out(but.begin(), but.end());
    for (auto id : seen_by(f)) {
        if (left_out.contains(id)) continue;
        const auto* t = facts.find(id);
        if (t != nullptr && t->state == TargetState::down && t->failing_since.mono < began.mono)
            began = t->failing_since;
    }
    return began;
}

bool seen_gone(const Outage& o, const Facts& facts) {
    switch (o.cause) {
        case Cause::dns_failing:
            return !facts.dns_failing && facts.network.link_up &&
                   (!o.from_before || facts.dns_answers);
        case Cause::captive_portal:
            return no_page_in_the_way(facts);
        case Cause::no_link:
            // It had nothing to explain, because nothing was watched.
            return o.affected.empty() && facts.network.link_up;
        default:
            return false;
    }
}

}  // namespace traypulse::matching
