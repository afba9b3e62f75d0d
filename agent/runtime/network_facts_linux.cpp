// The kernel's tables → NetworkFacts.
#include <algorithm>
#include <string>
#include <vector>

#include "agent/runtime/network_tables.h"
#include "agent/runtime/network_watch.h"
#include "agent/runtime/resolv_conf.h"

namespace traypulse::runtime {
namespace {

struct WayOut {
    const Route* route;
    NextHop hop;
    bool tunnelled;
};

/// Default routes in the order in which they count: what runs inside another comes last.
std::vector<WayOut> ways_out(const Links& links, const std::vector<Route>& routes) {
    std::vector<WayOut> out;
    for (const auto& route : routes)
        for (const auto& hop : route.hops) {
            const auto link = links.find(hop.interface);
            if (!route.is_default() || link == links.end()) continue;
            const bool tunnelled = link->second.nature == LinkNature::tunnel;
            // A tunnel's own table says where it leads, not that there is a way for itself.
            if (tunnelled && route.table != RT_TABLE_MAIN) continue;
            out.push_back({&route, hop, tunnelled});
        }
    std::stable_partition(out.begin(), out.end(), [](const auto& w) { return !w.tunnelled; });
    return out;
}

/// A cable's or a radio's signal. In a container the way out is a veth: what carries the default
/// route counts, of whatever kind; a tunnel only where there is nothing else it could run in.
bool has_link(const Links& links, const std::vector<WayOut>& ways) {
    bool devices = false;
    for (const auto& [index, link] : links) {
        const bool device = link.nature == LinkNature::device || link.nature == LinkNature::stacked;
        if (device && link.carries) return true;
        devices = devices || (device && link.up);
    }
    return std::any_of(ways.begin(), ways.end(), [&](const auto& w) {
        return links.at(w.hop.interface).carries && !(w.tunnelled && devices);
    });
}

void add_router(Netlink& netlink, const Links& links, const WayOut& way, NetworkFacts& facts) {
    if (!way.hop.gateway) return;
    auto router = read_router(netlink, links, way.hop);
    if (std::find(facts.routers.begin(), facts.routers.end(), router.address) !=
        facts.routers.end())
        return;
    facts.routers.push_back(router.address);
    facts.neighbours.push_back(std::move(router));
}

}  // namespace

NetworkFacts read_network_facts() {
    NetworkFacts facts;
    Netlink netlink;
    Links links;
    facts.known = read_links(netlink, links);
    const auto routes = read_routes(netlink);
    const auto ways = ways_out(links, routes);
    facts.link_up = has_link(links, ways);
    const auto in = [&](Family family) {
        return std::any_of(ways.begin(), ways.end(), [&](const auto& w) {
            return w.route->destination.base.family == family;
        });
    };
    facts.default_route4 = in(Family::ipv4);
    facts.default_route6 = in(Family::ipv6);
    facts.default_route = facts.default_route4 || facts.default_route6;
    if (!ways.empty()) {
        facts.interface = links.at(ways.front().hop.interface).name;
        facts.medium = medium_of(links, ways.front().hop.interface);
    }
    for (const auto& way : ways)
        if (way.tunnelled == ways.front().tunnelled) add_router(netlink, links, way, facts);
    facts.tunnels = tunnels_of(links, routes, line_of(links, routes));
    facts.resolvers = read_resolvers();
    return facts;
}

}  // namespace traypulse::runtime
