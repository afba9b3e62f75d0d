// Link, router, sign-in page, provider, resolvers: what cuts everything off.
#include <cerrno>

#include "agent/engine/rules.h"

#include "agent/translations/translate.h"

namespace traypulse::rules {
namespace {

bool nameless(const Facts& f, const TargetFact& t) {
    const bool asked = !t.unresolved && t.state != TargetState::unknown;
    return t.by_name && !asked && !f.dns_answers;
}

/// What a silent internet explains: all that is down or about to be, and what cannot even be looked
/// up.
std::vector<TargetId> silent_targets(const Facts& f, bool with_router) {
    return ids(f, [&](const auto& t) {
        return remote(t) && (down(t) || t.suspected || nameless(f, t)) &&
               (with_router || !router(t));
    });
}

/// … and what has not been asked since the last of them fell, because it is asked seldom: a person
/// would not get through to it either. What stands beside the router is not behind it.
std::vector<TargetId> cut_off_targets(const Facts& f, const std::vector<TargetId>& silent) {
    const bool anchors = count(f, [&](const auto& t) { return anchor(f, t); }) > 0;
    std::optional<MonoTime> began;
    for (const auto& t : f.targets) {
        const bool tells = anchors ? anchor(f, t) : remote(t) && !router(t);
        if (tells && down(t) && (!began || t.failing_since.mono > *began))
            began = t.failing_since.mono;
    }
    const std::unordered_set<TargetId> known(silent.begin(), silent.end());
    return ids(f, [&](const auto& t) {
        if (known.contains(t.id)) return true;
        const auto address = IpAddress::parse(t.address);
        return ordinary(t) && answers(t) && began && t.last_heard && *t.last_heard < *began &&
               address && !is_beside_router(f.network, *address);
    });
}

/// What the neighbour table says about this router.
NeighbourState seen_on_link(const Facts& f, const TargetFact& t) {
    for (const auto& n : f.network.neighbours)
        if (!t.address.empty() && n.address == t.address) return n.neighbour;
    return NeighbourState::unknown;
}

bool all_neighbours_failed(const Facts& f) {
    const auto& all = f.network.neighbours;
    return !all.empty() && std::all_of(all.begin(), all.end(), [](const auto& n) {
        return n.neighbour == NeighbourState::failed;
    });
}

std::string silent_sentence(const Facts& f) {
    const auto anchors = names(f, [&](const auto& t) { return anchor(f, t) && down(t); });
    if (!anchors.empty()) return tr("No answer from {0}.", listing(anchors));
    return tr("No answer from {0}.", listing(names(f, [](const auto& t) {
                  return remote(t) && down(t) && t.role != TargetRole::router;
              })));
}

}  // namespace

std::vector<Finding> no_link(const Facts& f, const Explained&) {
    if (!f.network.known) return {};
    const auto silent = ids(f, [](const auto& t) { return remote(t) && !answers(t); });
    if (!f.network.link_up)
        return {{Cause::no_link,
                 Confidence::certain,
                 speakable(f, silent),
                 silent,
                 {tr("No network interface is connected.")}}};
    // A link without a default route: no network either, once sending has failed for want of a
    // route.
    const auto unroutable =
        count(f, [](const auto& t) { return remote(t) && t.local_error == ENETUNREACH; });
    const auto answering = count(f, [](const auto& t) { return remote(t) && answers(t); });
    if (f.network.default_route || unroutable == 0 || answering > 0) return {};
    return {{Cause::no_link,
             Confidence::likely,
             speakable(f, silent),
             silent,
             {tr("An interface is connected, but there is no default route.")}}};
}

std::vector<Finding> router_unreachable(const Facts& f, const Explained&) {
    if (!internet_silent(f)) return {};
    const auto found = [&](Confidence confidence, std::vector<std::string> reasons) {
        const auto silent = silent_targets(f, true);
        reasons.push_back(silent_sentence(f));
        return std::vector<Finding>{{Cause::router_unreachable, confidence,
                                     speakable(f, cut_off_targets(f, silent)), silent,
                                     std::move(reasons)}};
    };
    if (count(f, router) == 0) {
        if (!all_neighbours_failed(f)) return {};
        return found(Confidence::certain,
                     {tr("The router {0} is not seen on the link (neighbour failed).",
                         f.network.neighbours[0].address)});
    }
    if (count(f, [](const auto& t) { return router(t) && !down(t); }) > 0) return {};
    // A router that never answered may simply not answer pings; then the link's own word decides,
    // and without one the provider is as good a guess.
    auto confidence = Confidence::possible;
    std::vector<std::string> reasons;
    bool blameless = true;
    for (const auto& t : f.targets) {
        if (!router(t)) continue;
        const auto seen = seen_on_link(f, t);
        const auto name = naming(t);
        if (seen == NeighbourState::failed) {
            confidence = Confidence::certain;
            reasons.push_back(
                tr("The router {0} does not answer, nor is it seen on the link (neighbour failed).",
                   name));
        } else if (seen == NeighbourState::reachable && t.ever_answered) {
            // The neighbour table learns of a death only half a minute later.
            if (confidence == Confidence::possible) confidence = Confidence::likely;
            reasons.push_back(
                tr("The router {0} does not answer, though the link still knows it.", name));
        } else {
            if (t.ever_answered) confidence = Confidence::certain;
            reasons.push_back(t.ever_answered
                                  ? tr("The router {0} does not answer; it did before.", name)
                                  : tr("The router {0} does not answer; it never did.", name));
        }
        blameless &= seen == NeighbourState::reachable && !t.ever_answered;
    }
    if (blameless) return {};
    return found(confidence, std::move(reasons));
}

std::vector<Finding> captive_portal(const Facts& f, const Explained&) {
    if (!is_captive(f.portal)) return {};
    const auto cut_off = ids(f, [](const auto& t) {
        return remote(t) && !router(t) && (down(t) || t.suspected || (t.by_name && t.unresolved));
    });
    // A page from beyond shows that nothing is in the way, whatever the check was told.
    const auto pages =
        count(f, [](const auto& t) { return ordinary(t) && is_http(t.kind) && answers(t); });
    if (cut_off.empty() && (pages > 0 && !f.dns_failing)) return {};
    const bool seen = !cut_off.empty() || f.dns_failing;
    std::vector<std::string> reasons{
        f.portal->detail.empty()
            ? std::string(tr("A web request that must be answered with nothing "
                             "was answered by this network itself."))
            : tr("A web request that must be answered with nothing was "
                 "answered by this network itself: {0}.",
                 f.portal->detail)};
    if (!cut_off.empty()) reasons.push_back(silent_sentence(f));
    if (f.dns_failing) reasons.emplace_back(tr("Names are not resolved either."));
    return {{Cause::captive_portal, seen ? Confidence::certain : Confidence::likely,
             speakable(f, cut_off), cut_off, std::move(reasons)}};
}

std::vector<Finding> provider_outage(const Facts& f, const Explained& explained) {
    if (!internet_silent(f)) return {};
    const auto undecided = count(f, [](const auto& t) { return router(t) && t.suspected; });
    auto confidence = Confidence::possible;  // no router is watched: it may be that one
    std::vector<std::string> reasons;
    for (const auto& t : f.targets) {
        if (!router(t)) continue;
        if (answers(t)) {
            confidence = undecided > 0 ? Confidence::likely : Confidence::certain;
            reasons.push_back(tr("The router {0} answers.", naming(t)));
        } else if (seen_on_link(f, t) == NeighbourState::reachable) {
            if (confidence == Confidence::possible) confidence = Confidence::likely;
            reasons.push_back(
                tr("The router {0} does not answer ping, but is seen on the link.", naming(t)));
        }
    }
    if (count(f, router) == 0)
        for (const auto& n : f.network.neighbours)
            if (n.neighbour == NeighbourState::reachable) {
                confidence = Confidence::likely;
                reasons.push_back(tr("The router {0} is seen on the link.", n.address));
            }
    if (reasons.empty())
        reasons.emplace_back(tr("No router is watched, so it may also be that one."));
    reasons.push_back(silent_sentence(f));
    if (f.first_hops.size() > 1 && !f.first_hops[1].empty())
        reasons.push_back(tr("The way out used to go through {0}.", f.first_hops[1]));
    const auto silent = silent_targets(f, false);
    // All of it is behind a tunnel that is down.
    if (std::all_of(silent.begin(), silent.end(), [&](auto id) { return explained.count(id) > 0; }))
        return {};
    return {{Cause::provider_outage, confidence, speakable(f, cut_off_targets(f, silent)), silent,
             std::move(reasons)}};
}

std::vector<Finding> dns_failing(const Facts& f, const Explained&) {
    if (!f.dns_failing) return {};
    const auto unresolved =
        ids(f, [](const auto& t) { return watched(t) && t.by_name && t.unresolved; });
    // Certain where the network is seen to work without names.
    const auto answering = names(f, [](const auto& t) { return remote(t) && answers(t); });
    std::vector<std::string> reasons{
        f.network.resolvers.empty()
            ? std::string(tr("Look-ups of names are not answered."))
            : tr("Look-ups of names are not answered by {0}.", listing(f.network.resolvers))};
    if (!answering.empty())
        reasons.push_back(tr("{0} can be reached by address.", listing(answering)));
    return {{Cause::dns_failing, answering.empty() ? Confidence::possible : Confidence::certain,
             speakable(f, unresolved), unresolved, std::move(reasons)}};
}

}  // namespace traypulse::rules
