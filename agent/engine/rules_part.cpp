// A tunnel, or one of the two families: what cuts a part off.
#include "agent/engine/rules.h"

#include "agent/translations/translate.h"

namespace traypulse::rules {

std::vector<Finding> vpn_down(const Facts& f, const Explained&) {
    const auto inside = [](const auto& t) { return remote(t) && t.tunnelled && !router(t); };
    const auto outside = [](const auto& t) { return remote(t) && (!t.tunnelled || router(t)); };
    // What cannot be told now (no data yet) does not speak for the tunnel; one answer does.
    const auto silent = ids(f, [&](const auto& t) { return inside(t) && down(t); });
    if (silent.empty() || count(f, [&](const auto& t) { return inside(t) && answers(t); }) > 0)
        return {};
    const auto answering = names(f, [&](const auto& t) { return outside(t) && answers(t); });
    if (answering.empty()) return {};
    // Where what is outside of it is silent as well, the tunnel only shares the fate of all.
    const auto beyond = [&](const auto& t) { return outside(t) && !router(t); };
    const auto beyond_answers = count(f, [&](const auto& t) { return beyond(t) && answers(t); });
    if (beyond_answers == 0 && count(f, [&](const auto& t) { return beyond(t) && down(t); }) > 0)
        return {};
    const auto& tunnels = f.network.tunnels;
    const bool interface_down = tunnels.empty() || std::any_of(tunnels.begin(), tunnels.end(),
                                                               [](const auto& t) { return !t.up; });
    const bool several = speakable(f, silent).size() > 1 ||
                         count(f, [&](const auto& t) { return inside(t) && down(t); }) > 1;
    auto confidence = several ? Confidence::likely : Confidence::possible;
    if (interface_down || (several && beyond_answers > 0)) confidence = Confidence::certain;
    std::vector<std::string> reasons{
        tr("Reached through the VPN, and silent: {0}.",
           listing(names(f, [&](const auto& t) { return inside(t) && down(t); })))};
    reasons.push_back(answering.size() == 1 ? tr("Outside of it, {0} answers.", listing(answering))
                                            : tr("Outside of it, {0} answer.", listing(answering)));
    if (interface_down) reasons.emplace_back(tr("Its interface is down or gone."));
    if (!several) reasons.emplace_back(tr("Nothing else is watched through it."));
    return {{Cause::vpn_down, confidence, speakable(f, silent), silent, std::move(reasons)}};
}

std::vector<Finding> ipv6_broken(const Facts& f, const Explained& explained) {
    if (!f.network.default_route6) return {};
    const auto six = [](const auto& t) {
        return remote(t) && over(t, Family::ipv6) && t.role != TargetRole::router;
    };
    const auto silent =
        ids(f, [&](const auto& t) { return six(t) && down(t) && explained.count(t.id) == 0; });
    if (silent.empty() || count(f, [&](const auto& t) { return six(t) && !down(t); }) > 0)
        return {};
    const auto four = names(f, [](const auto& t) {
        return remote(t) && over(t, Family::ipv4) && t.role != TargetRole::router && answers(t);
    });
    if (four.empty()) return {};
    const auto anchors = count(f, [&](const auto& t) { return anchor(f, t) && six(t); });
    // One name that answers over IPv4 only may have an IPv6 address that nobody serves; one target
    // that has nothing but IPv6 is simply down.
    if (silent.size() == 1 && anchors == 0) {
        const auto* only = f.find(silent[0]);
        if (!only->companion_of && !only->companion) return {};
    }
    auto confidence = Confidence::possible;
    if (silent.size() > 1) confidence = anchors > 0 ? Confidence::certain : Confidence::likely;
    return {{Cause::ipv6_broken,
             confidence,
             speakable(f, silent),
             silent,
             {tr("There is a way out for IPv6, but nothing answers over it: {0}.",
                 listing(names(f, [&](const auto& t) { return six(t) && down(t); }))),
              four.size() == 1 ? tr("Over IPv4, {0} answers.", listing(four))
                               : tr("Over IPv4, {0} answer.", listing(four))}}};
}

}  // namespace traypulse::rules
