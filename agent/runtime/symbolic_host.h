// Hosts that each network fills in anew: "@router" and "@resolver".
#pragma once

#include <string>
#include <vector>

#include "agent/config/host.h"
#include "agent/engine/network_facts.h"

namespace traypulse::runtime {

/// Addresses as text; none where this network has none, or the host is another.
inline std::vector<std::string> meant_by(const std::string& host, const NetworkFacts& network) {
    if (host == config::kRouterHost) return network.routers;
    if (host == config::kResolverHost) return network.resolvers;
    return {};
}

}  // namespace traypulse::runtime
