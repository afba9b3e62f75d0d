#include "agent/engine/diagnosis.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <unordered_set>

namespace traypulse {

const TargetFact* Facts::find(TargetId id) const {
    const auto it =
        std::find_if(targets.begin(), targets.end(), [&](const auto& t) { return t.id == id; });
    return it == targets.end() ? nullptr : &*it;
}

bool is_wide(Cause cause) { return cause != Cause::target_down && cause != Cause::local_firewall; }

namespace {

using Explained = std::unordered_set<TargetId>;

bool watched(const TargetFact& t) { return t.state != TargetState::paused; }
bool answers(const TargetFact& t) {
    return t.state == TargetState::up || t.state == TargetState::degraded;
}
bool down(const TargetFact& t) { return t.state == TargetState::down; }
bool remote(const TargetFact& t) { return watched(t) && !t.loopback; }

/// The ones that a person (or the first run) named as standing for the internet.
bool anchor(const TargetFact& t) { return remote(t) && t.role == TargetRole::anchor; }
bool router(const TargetFact& t) { return remote(t) && t.role == TargetRole::router; }

template <class Predicate>
std::size_t count(const Facts& f, Predicate p) {
    return static_cast<std::size_t>(std::count_if(f.targets.begin(), f.targets.end(), p));
}

/// Everything beyond the router is silent. Anchors decide where there are any, because an ordinary
/// target may stand in the same room; without anchors every remote target must be silent, and more
/// than one.
bool internet_silent(const Facts& f) {
    const auto anchors = count(f, anchor);
    if (anchors > 0) {
        const auto silent = count(f, [](const auto& t) { return anchor(t) && down(t); });
        const auto proven = count(f, [](const auto& t) { return anchor(t) && t.ever_answered; });
        const auto others_answer = count(f, [](const auto& t) {
            return remote(t) && t.role == TargetRole::ordinary && answers(t);
        });
        return silent == anchors && (proven > 0 || others_answer == 0);
    }
    const auto beyond = [](const auto& t) { return remote(t) && t.role != TargetRole::router; };
    const auto total = count(f, beyond);
    return total > 1 && count(f, [&](const auto& t) { return beyond(t) && down(t); }) == total;
}

/// What a silent internet explains: all that is down, or about to be.
std::vector<TargetId> silent_targets(const Facts& f, bool with_router) {
    std::vector<TargetId> out;
    for (const auto& t : f.targets)
        if (remote(t) && (down(t) || t.suspected) && (with_router || !router(t)))
            out.push_back(t.id);
    return out;
}

std::vector<Finding> no_link(const Facts& f, const Explained&) {
    if (!f.network.known) return {};
    std::vector<TargetId> affected;
    for (const auto& t : f.targets)
        if (remote(t) && !answers(t)) affected.push_back(t.id);
    if (!f.network.link_up) return {{Cause::no_link, Confidence::certain, affected}};
    // A link without a default route: no network either, once sending has failed for want of a
    // route.
    const auto unroutable =
        count(f, [](const auto& t) { return remote(t) && t.local_error == ENETUNREACH; });
    const auto answering = count(f, [](const auto& t) { return remote(t) && answers(t); });
    if (!f.network.default_route && unroutable > 0 && answering == 0)
        return {{Cause::no_link, Confidence::likely, affected}};
    return {};
}

std::vector<Finding> router_unreachable(const Facts& f, const Explained&) {
    const auto routers = count(f, router);
    const auto silent = count(f, [](const auto& t) { return router(t) && down(t); });
    if (routers == 0 || silent < routers || !internet_silent(f)) return {};
    // A router that never answered may simply not answer pings; then the provider is as good a
    // guess.
    const auto proven = count(f, [](const auto& t) { return router(t) && t.ever_answered; });
    return {{Cause::router_unreachable, proven > 0 ? Confidence::certain : Confidence::possible,
             silent_targets(f, true)}};
}

std::vector<Finding> provider_outage(const Facts& f, const Explained&) {
    if (!internet_silent(f)) return {};
    const auto router_answers = count(f, [](const auto& t) { return router(t) && answers(t); });
    const auto router_undecided = count(f, [](const auto& t) { return router(t) && t.suspected; });
    auto confidence = Confidence::possible;  // no router is watched: it may be that one
    if (router_answers > 0)
        confidence = router_undecided > 0 ? Confidence::likely : Confidence::certain;
    return {{Cause::provider_outage, confidence, silent_targets(f, false)}};
}

std::vector<Finding> dns_failing(const Facts& f, const Explained&) {
    if (!f.dns_failing) return {};
    std::vector<TargetId> affected;
    for (const auto& t : f.targets)
        if (watched(t) && t.by_name && t.unresolved) affected.push_back(t.id);
    // Certain where the network is seen to work without names.
    const auto answering = count(f, [](const auto& t) { return remote(t) && answers(t); });
    return {
        {Cause::dns_failing, answering > 0 ? Confidence::certain : Confidence::possible, affected}};
}

std::vector<Finding> local_firewall(const Facts& f, const Explained& explained) {
    std::vector<TargetId> affected;
    for (const auto& t : f.targets)
        if (watched(t) && t.local_error == EPERM && !explained.count(t.id))
            affected.push_back(t.id);
    if (affected.empty()) return {};
    return {{Cause::local_firewall, Confidence::certain, affected}};
}

/// The topmost silent target on the way to `t`, itself included.
TargetId culprit(const Facts& f, const TargetFact& t) {
    const TargetFact* at = &t;
    for (std::size_t steps = 0; at->parent && steps < f.targets.size(); ++steps) {
        const auto* parent = f.find(*at->parent);
        if (parent == nullptr || !down(*parent)) break;
        at = parent;
    }
    return at->id;
}

/// A router that is silent while something beyond it answers does not answer pings: no fault.
bool merely_quiet(const Facts& f, const TargetFact& t) {
    return t.role == TargetRole::router && count(f, [](const auto& o) {
                                               return remote(o) && o.role != TargetRole::router &&
                                                      answers(o);
                                           }) > 0;
}

std::vector<Finding> target_down(const Facts& f, const Explained& explained) {
    std::vector<Finding> out;
    for (const auto& t : f.targets) {
        if (!down(t) || explained.count(t.id) || merely_quiet(f, t)) continue;
        const auto first = culprit(f, t);
        auto it = std::find_if(out.begin(), out.end(),
                               [&](const auto& o) { return o.affected[0] == first; });
        if (it == out.end()) {
            out.push_back({Cause::target_down, Confidence::certain, {first}});
            it = out.end() - 1;
        }
        if (t.id != first) it->affected.push_back(t.id);
    }
    return out;
}

struct Rule {
    std::vector<Finding> (*find)(const Facts&, const Explained&);
    bool ends_the_search;  ///< nothing narrower can be judged while this holds
};

// The order is the argument: each rule may rely on the ones above not having matched.
constexpr std::array kRules{
    Rule{no_link, true},      Rule{router_unreachable, true}, Rule{provider_outage, true},
    Rule{dns_failing, false}, Rule{local_firewall, false},    Rule{target_down, false},
};

}  // namespace

std::vector<Finding> diagnose(const Facts& facts) {
    std::vector<Finding> out;
    Explained explained;
    for (const auto& rule : kRules) {
        auto found = rule.find(facts, explained);
        if (found.empty()) continue;
        for (auto& finding : found) {
            explained.insert(finding.affected.begin(), finding.affected.end());
            out.push_back(std::move(finding));
        }
        if (rule.ends_the_search) break;
    }
    return out;
}

}  // namespace traypulse
