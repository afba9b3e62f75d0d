#include "agent/engine/families.h"

#include <algorithm>

#include "agent/translations/translate.h"

namespace traypulse::families {

std::string_view word(Family family) { return family == Family::ipv6 ? "IPv6" : "IPv4"; }

bool follows_any(const TargetSpec& spec) {
    if (spec.check.host.empty() || spec.check.host[0] == '@') return false;
    if (IpAddress::parse(spec.check.host)) return false;
    if (spec.check.kind == CheckKind::icmp) return true;
    const bool service = spec.check.kind == CheckKind::tcp || spec.check.kind == CheckKind::udp ||
                         is_http(spec.check.kind);
    return service && spec.options.family == FamilyWish::any;
}

std::optional<Family> other_family(const std::vector<IpAddress>& addresses,
                                   const std::optional<IpAddress>& in_use) {
    if (addresses.empty()) return std::nullopt;
    const auto mine = in_use ? in_use->family : addresses.front().family;
    const auto other = std::find_if(addresses.begin(), addresses.end(), [&](const auto& a) {
        return a.family != mine && !a.is_loopback();
    });
    return other == addresses.end() ? std::nullopt : std::optional(other->family);
}

TargetSpec companion(const TargetSpec& of, Family family) {
    TargetSpec out = of;
    out.hidden = true;
    out.notify = false;
    out.watch_path = false;
    out.parent.clear();
    out.group.clear();
    out.name = tr("{0} over {1}", of.name, word(family));
    const bool six = family == Family::ipv6;
    if (is_icmp(of.check.kind))
        out.check.kind = six ? CheckKind::icmp6 : CheckKind::icmp4;
    else
        out.options.family = six ? FamilyWish::ipv6 : FamilyWish::ipv4;
    return out;
}

Whole combine(const Part& main, const Part& companion, bool ipv6_broken) {
    const auto answers = [](const Part& p) {
        return p.state == TargetState::up || p.state == TargetState::degraded;
    };
    const auto whole = [](const Part& p) { return Whole{p.state, p.reason, false}; };
    if (main.state == TargetState::paused) return whole(main);
    if (answers(main) && answers(companion))
        return main.state == TargetState::up ? whole(companion) : whole(main);
    if (!answers(main) && !answers(companion)) return whole(main);
    const Part& good = answers(main) ? main : companion;
    const Part& bad = answers(main) ? companion : main;
    if (bad.state != TargetState::down) {
        // Nothing is known of it: no data yet, or no way to that family from here.
        const bool no_way = bad.local_error != 0;
        return &bad == &companion || no_way ? whole(good) : whole(bad);
    }
    if (ipv6_broken && bad.family == Family::ipv6) return whole(good);
    return {TargetState::degraded, tr("no answer over {0}", word(bad.family)), true};
}

}  // namespace traypulse::families
