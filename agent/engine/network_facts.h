// Links, routes, routers, tunnels and resolvers of this machine, as the engine needs them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/ip_prefix.h"

namespace traypulse {

/// What carries an interface's packets, as far as the system tells.
enum class Medium : std::uint8_t { unknown, wired, wifi, mobile, tunnel, virtual_link };

/// The neighbour table's word about a next hop: ARP (RFC 826), NDP (RFC 4861 §7.3.2).
/// reachable: REACHABLE, STALE, DELAY, PROBE, PERMANENT or NOARP – it has a link-layer address that
/// was not refuted. failed: FAILED or INCOMPLETE – it does not answer on the link itself.
enum class NeighbourState : std::uint8_t { unknown, reachable, failed };

/// The next hop of a default route.
struct RouterFact {
    std::string address;  ///< with its scope where it is link-local
    std::string interface;
    std::string mac;  ///< "00:53:00:12:34:56"; empty while it is not known
    NeighbourState neighbour = NeighbourState::unknown;
    bool operator==(const RouterFact&) const = default;
};

/// An interface of kind tun, wireguard, ppp, ipip, gre, vti, xfrm … that has routes.
struct TunnelFact {
    std::string interface;
    bool up = false;
    std::vector<Prefix> routes;  ///< destinations that go through it; 0.0.0.0/0 and ::/0 included
    bool operator==(const TunnelFact&) const = default;
};

/// rtnetlink(7), resolv.conf(5), as last seen.
struct NetworkFacts {
    bool known = false;         ///< false: this system cannot tell; no rule relies on the rest then
    bool link_up = true;        ///< some interface other than loopback is up and has carrier
    bool default_route = true;  ///< in either family
    bool default_route4 = true;
    bool default_route6 = false;
    std::string interface;               ///< of the default route, IPv4 first
    Medium medium = Medium::unknown;     ///< of that interface
    std::vector<std::string> routers;    ///< next hops of the default routes, IPv4 first
    std::vector<RouterFact> neighbours;  ///< of each of `routers`, in the same order
    std::vector<TunnelFact> tunnels;
    std::vector<std::string> resolvers;  ///< DNS servers in use
    bool operator==(const NetworkFacts&) const = default;

    /// Which network this is: the first router's address and link-layer address,
    /// "192.0.2.1 00:53:00:12:34:56". Empty while there is no router; without the second part while
    /// that is not known.
    [[nodiscard]] std::string id() const;
    /// True where the two may be one network at two moments: the routers' addresses are the same,
    /// and no link-layer address that both know differs.
    [[nodiscard]] bool same_network(const NetworkFacts& other) const;
    /// True where nothing but the routers' neighbour entries differs, and these may be the same
    /// routers': packets go the way that they went, and names are asked where they were.
    [[nodiscard]] bool same_ways(const NetworkFacts& other) const;
};

}  // namespace traypulse
