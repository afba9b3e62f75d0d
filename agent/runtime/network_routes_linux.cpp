// Routes, the rules that lead to them, and the tunnels that they go through.
#include <linux/fib_rules.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <set>

#include "agent/runtime/network_tables.h"

namespace traypulse::runtime {
namespace {

/// A table, and what of it a rule lets through: everything, or what lies in one of these.
struct Way {
    bool all = false;
    std::vector<Prefix> only;
};
using Ways = std::map<std::uint32_t, Way>;

std::optional<Prefix> prefix_of(std::uint8_t family, const rtattr* a, std::uint8_t length) {
    const auto address = address_of(family, RTA_DATA(a), RTA_PAYLOAD(a), 0);
    if (!address) return std::nullopt;
    return Prefix{*address, length};
}

/// A rule that a packet of an ordinary program of this machine meets, whatever its source: one that
/// asks for a mark, a source, a user or an interface is for others. `not fwmark` is for all whom
/// nobody marked.
void read_rule(const nlmsghdr* m, Ways& ways) {
    const auto* rule = body_of<fib_rule_hdr>(m);
    if (rule == nullptr || rule->action != FR_ACT_TO_TBL || rule->src_len != 0 || rule->tos != 0)
        return;
    const bool inverted = (rule->flags & FIB_RULE_INVERT) != 0;
    std::uint32_t table = rule->table;
    std::optional<Prefix> to;
    bool marked = false;
    bool others = false;
    attributes_of<fib_rule_hdr>(m, [&](const rtattr* a) {
        switch (a->rta_type) {
            case FRA_TABLE:
                table = number_of(a);
                break;
            case FRA_DST:
                to = prefix_of(rule->family, a, rule->dst_len);
                break;
            case FRA_FWMARK:
                marked = number_of(a) != 0;
                break;
            case FRA_IIFNAME:
                others = others || text_of(a) != "lo";  // what this machine sends comes "from lo"
                break;
            case FRA_SRC:
            case FRA_OIFNAME:
            case FRA_UID_RANGE:
            case FRA_SPORT_RANGE:
            case FRA_DPORT_RANGE:
            case FRA_IP_PROTO:
            case FRA_L3MDEV:
            case FRA_TUN_ID:
                others = true;
                break;
            default:
                break;
        }
    });
    if (others || marked != inverted || (inverted && rule->dst_len != 0)) return;
    if (table == RT_TABLE_LOCAL || table == RT_TABLE_UNSPEC) return;
    auto& way = ways[table];
    if (rule->dst_len == 0)
        way.all = true;
    else if (to)
        way.only.push_back(*to);
}

Ways read_ways(Netlink& netlink, std::uint8_t family) {
    Ways ways;
    // Where the kernel knows no rules, the main table is all there is.
    netlink.dump(RTM_GETRULE, family, [&](const nlmsghdr* m) { read_rule(m, ways); });
    ways[RT_TABLE_MAIN].all = true;
    return ways;
}

std::optional<IpAddress> via(const rtattr* a, int interface) {
    if (RTA_PAYLOAD(a) < sizeof(rtvia)) return std::nullopt;
    const auto* data = static_cast<const char*>(RTA_DATA(a));
    rtvia head{};
    std::memcpy(&head, data, sizeof head);
    return address_of(static_cast<std::uint8_t>(head.rtvia_family), data + sizeof head,
                      RTA_PAYLOAD(a) - sizeof head, interface);
}

/// The gateway among a hop's attributes; RTA_VIA is one of the other family (RFC 5549).
std::optional<IpAddress> gateway_of(const rtattr* a, std::uint8_t family, int interface) {
    if (a->rta_type == RTA_GATEWAY)
        return address_of(family, RTA_DATA(a), RTA_PAYLOAD(a), interface);
    if (a->rta_type == RTA_VIA) return via(a, interface);
    return std::nullopt;
}

void read_hops(const rtattr* multipath, std::uint8_t family, Route& route) {
    auto left = static_cast<int>(RTA_PAYLOAD(multipath));
    for (const auto* hop = static_cast<const rtnexthop*>(RTA_DATA(multipath)); RTNH_OK(hop, left);
         left -= NLMSG_ALIGN(hop->rtnh_len), hop = RTNH_NEXT(hop)) {
        if ((hop->rtnh_flags & RTNH_F_DEAD) != 0) continue;
        NextHop next{hop->rtnh_ifindex, std::nullopt};
        attributes(RTNH_DATA(hop), hop->rtnh_len - RTNH_LENGTH(0), [&](const rtattr* a) {
            if (auto gateway = gateway_of(a, family, next.interface)) next.gateway = gateway;
        });
        route.hops.push_back(next);
    }
}

std::optional<Route> route_of(const nlmsghdr* m) {
    const auto* info = body_of<rtmsg>(m);
    if (info == nullptr || info->rtm_type != RTN_UNICAST ||
        (info->rtm_flags & (RTM_F_CLONED | RTNH_F_DEAD)) != 0)
        return std::nullopt;
    Route route;
    route.table = info->rtm_table;
    route.destination.base.family = info->rtm_family == AF_INET ? Family::ipv4 : Family::ipv6;
    route.destination.length = info->rtm_dst_len;
    NextHop next;
    const rtattr* multipath = nullptr;
    attributes_of<rtmsg>(m, [&](const rtattr* a) {
        if (a->rta_type == RTA_OIF) next.interface = static_cast<int>(number_of(a));
        if (a->rta_type == RTA_PRIORITY) route.metric = number_of(a);
        if (a->rta_type == RTA_TABLE) route.table = number_of(a);
        if (a->rta_type == RTA_MULTIPATH) multipath = a;
        if (a->rta_type == RTA_DST)
            if (auto to = prefix_of(info->rtm_family, a, info->rtm_dst_len))
                route.destination = *to;
    });
    // A gateway's scope is the interface, which may stand behind it.
    attributes_of<rtmsg>(m, [&](const rtattr* a) {
        if (auto gateway = gateway_of(a, info->rtm_family, next.interface)) next.gateway = gateway;
    });
    if (multipath != nullptr) read_hops(multipath, info->rtm_family, route);
    if (route.hops.empty() && next.interface != 0) route.hops.push_back(next);
    return route;
}

void add(const Ways& ways, Route route, std::vector<Route>& out) {
    const auto way = ways.find(route.table);
    if (way == ways.end() || route.hops.empty()) return;
    if (way->second.all) return out.push_back(std::move(route));
    for (const auto& block : way->second.only) {
        auto narrowed = route;
        if (route.destination.length < block.length && route.destination.contains(block.base))
            narrowed.destination = block;
        else if (!block.contains(route.destination.base) || route.destination.length < block.length)
            continue;
        out.push_back(std::move(narrowed));
    }
}

bool is_tunnel(const Links& links, int interface) {
    const auto found = links.find(interface);
    return found != links.end() && found->second.nature == LinkNature::tunnel;
}

/// fe80::/10 and ff00::/8 stand on every interface and lead nowhere.
bool only_local(const Prefix& p) {
    return p.base.is_link_local() || (p.base.is_multicast() && p.length > 0);
}

}  // namespace

std::vector<Route> read_routes(Netlink& netlink) {
    std::vector<Route> routes;
    for (const std::uint8_t family : {std::uint8_t{AF_INET}, std::uint8_t{AF_INET6}}) {
        const auto ways = read_ways(netlink, family);
        const auto begin = static_cast<std::ptrdiff_t>(routes.size());
        netlink.dump(RTM_GETROUTE, family, [&](const nlmsghdr* m) {
            if (auto route = route_of(m)) add(ways, std::move(*route), routes);
        });
        std::stable_sort(routes.begin() + begin, routes.end(),
                         [](const auto& a, const auto& b) { return a.metric < b.metric; });
    }
    return routes;
}

int line_of(const Links& links, const std::vector<Route>& routes) {
    int reached_by_gateway = 0;
    int tunnel = 0;
    for (const auto& route : routes)
        for (const auto& hop : route.hops) {
            const bool tunnelled = is_tunnel(links, hop.interface);
            if (!tunnelled && route.is_default()) return hop.interface;
            if (!tunnelled && hop.gateway && reached_by_gateway == 0)
                reached_by_gateway = hop.interface;
            if (tunnelled && route.is_default() && route.table == RT_TABLE_MAIN && tunnel == 0)
                tunnel = hop.interface;
        }
    return reached_by_gateway != 0 ? reached_by_gateway : tunnel;
}

std::vector<TunnelFact> tunnels_of(const Links& links, const std::vector<Route>& routes, int line) {
    std::vector<TunnelFact> out;
    for (const auto& [index, link] : links) {
        if (link.nature != LinkNature::tunnel || index == line) continue;
        std::set<Prefix> through;
        for (const auto& route : routes)
            for (const auto& hop : route.hops)
                if (hop.interface == index && !only_local(route.destination))
                    through.insert(route.destination);
        if (!through.empty())
            out.push_back({link.name, link.carries, {through.begin(), through.end()}});
    }
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return a.interface < b.interface; });
    return out;
}

}  // namespace traypulse::runtime
