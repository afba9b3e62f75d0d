// The IP helper's tables → NetworkFacts.
#include <algorithm>
#include "agent/runtime/network_tables_windows.h"

#include "agent/runtime/network_watch.h"

namespace traypulse::runtime {
namespace {

bool is_tunnel(const Adapters& adapters, NET_IFINDEX index) {
    const auto found = adapters.find(index);
    return found != adapters.end() && medium_of(found->second) == Medium::tunnel;
}

void add_tunnels(const Adapters& adapters, const std::vector<Way>& ways, NET_IFINDEX line,
                 NetworkFacts& facts) {
    for (const auto& [index, adapter] : adapters) {
        if (index == line || medium_of(adapter) != Medium::tunnel) continue;
        TunnelFact tunnel{adapter.name, adapter.up, {}};
        for (const auto& way : ways) {
            const unsigned bits = way.destination.base.family == Family::ipv4 ? 32 : 128;
            const bool own = way.destination.length == bits || way.destination.base.is_multicast();
            if (way.interface_index == index && !own) tunnel.routes.push_back(way.destination);
        }
        if (!tunnel.routes.empty()) facts.tunnels.push_back(std::move(tunnel));
    }
}

}  // namespace

NetworkFacts read_network_facts() {
    NetworkFacts facts;
    Adapters adapters;
    facts.known = read_adapters(adapters);
    const auto ways = read_ways();
    std::vector<Way> out;
    for (const auto& way : ways)
        if (way.destination.length == 0) out.push_back(way);
    // What runs inside another comes last.
    std::stable_partition(out.begin(), out.end(), [&](const Way& way) {
        return !is_tunnel(adapters, way.interface_index);
    });
    facts.link_up = std::any_of(adapters.begin(), adapters.end(), [](const auto& a) {
        return a.second.up && a.second.type != IF_TYPE_SOFTWARE_LOOPBACK &&
               medium_of(a.second) != Medium::tunnel;
    });
    const auto in = [&](Family family) {
        return std::any_of(out.begin(), out.end(),
                           [&](const Way& w) { return w.destination.base.family == family; });
    };
    facts.default_route4 = in(Family::ipv4);
    facts.default_route6 = in(Family::ipv6);
    facts.default_route = facts.default_route4 || facts.default_route6;
    NET_IFINDEX line = 0;
    if (!out.empty()) {
        line = out.front().interface_index;
        if (const auto found = adapters.find(line); found != adapters.end()) {
            facts.interface = found->second.name;
            facts.medium = medium_of(found->second);
        }
    }
    for (const auto& way : out) {
        const bool same_kind =
            is_tunnel(adapters, way.interface_index) == is_tunnel(adapters, line);
        if (!way.gateway || !same_kind) continue;
        auto router = read_router(adapters, way);
        if (std::find(facts.routers.begin(), facts.routers.end(), router.address) !=
            facts.routers.end())
            continue;
        facts.routers.push_back(router.address);
        facts.neighbours.push_back(std::move(router));
    }
    add_tunnels(adapters, ways, line, facts);
    // The resolvers of the line first, then those of the others that are up.
    const auto add_resolvers = [&](const Adapter& adapter) {
        for (const auto& resolver : adapter.resolvers)
            if (std::find(facts.resolvers.begin(), facts.resolvers.end(), resolver) ==
                facts.resolvers.end())
                facts.resolvers.push_back(resolver);
    };
    if (const auto found = adapters.find(line); found != adapters.end())
        add_resolvers(found->second);
    for (const auto& [index, adapter] : adapters)
        if (adapter.up) add_resolvers(adapter);
    return facts;
}

}  // namespace traypulse::runtime
