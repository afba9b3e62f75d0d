#include "agent/engine/facts.h"

#include <algorithm>

namespace traypulse {
namespace {

/// A tunnel for everything has 0.0.0.0/0, or the two halves of it that VPN clients like to set.
constexpr std::uint8_t kWholeWorld = 1;

}  // namespace

const TargetFact* Facts::find(TargetId id) const {
    if (places != nullptr) {
        const auto place = places->find(id);
        return place == places->end() ? nullptr : &targets[place->second];
    }
    const auto it =
        std::find_if(targets.begin(), targets.end(), [&](const auto& t) { return t.id == id; });
    return it == targets.end() ? nullptr : &*it;
}

bool is_beside_router(const NetworkFacts& network, const IpAddress& address) {
    return std::any_of(
        network.routers.begin(), network.routers.end(), [&](const std::string& router) {
            const auto at = IpAddress::parse(router);
            if (!at || at->family != address.family) return false;
            const auto block = Prefix::parse(at->text().substr(0, at->text().find('%')) +
                                             (at->family == Family::ipv4 ? "/24" : "/64"));
            return block && block->contains(address);
        });
}

bool is_tunnelled(const NetworkFacts& network, const IpAddress& address) {
    if (address.is_loopback() || address.is_link_local()) return false;
    for (const auto& tunnel : network.tunnels)
        for (const auto& route : tunnel.routes) {
            if (!route.contains(address)) continue;
            if (route.length > kWholeWorld || !is_beside_router(network, address)) return true;
        }
    return false;
}

}  // namespace traypulse
