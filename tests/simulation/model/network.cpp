#include "tests/simulation/model/network.h"

#include <algorithm>

namespace traypulse::model {

NetworkFacts Network::facts(bool neighbour_failed) const {
    NetworkFacts f;
    f.known = link.known;
    if (!link.known) return f;
    f.link_up = link.up;
    const bool routed = link.up && link.default_route;
    f.default_route = routed;
    f.default_route4 = routed;
    f.default_route6 = routed && ipv6.present;
    f.medium = link.medium;
    if (link.up) f.resolvers = dns.servers;
    if (routed) {
        f.interface = link.interface;
        f.routers = {router.address.text()};
        RouterFact neighbour{router.address.text(), link.interface, router.mac,
                             NeighbourState::reachable};
        if (neighbour_failed) {
            neighbour.neighbour = NeighbourState::failed;
            neighbour.mac.clear();
        }
        f.neighbours = {neighbour};
    }
    if (vpn.present && vpn.up && link.up) f.tunnels = {{vpn.interface, true, vpn.routes}};
    return f;
}

const Host* Network::host_at(const IpAddress& address, std::string* name) const {
    for (const auto& [key, host] : hosts)
        if (std::find(host.addresses.begin(), host.addresses.end(), address) !=
            host.addresses.end()) {
            if (name != nullptr) *name = key;
            return &host;
        }
    return nullptr;
}

}  // namespace traypulse::model
