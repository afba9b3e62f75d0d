// The kernel's tables of links, routes and neighbours, as far as NetworkFacts needs them. Internal
// to network_*_linux.cpp and its tests.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/engine/network_facts.h"
#include "agent/runtime/netlink.h"
#include "shared/ip_prefix.h"

namespace traypulse::runtime {

/// What an interface is, by the kernel's word for its kind (IFLA_INFO_KIND; empty for a device) and
/// its type (ARPHRD_…, linux/if_arp.h).
enum class LinkNature : std::uint8_t {
    device,   ///< hardware, or what stands for it: it carries a signal only when there is one
    tunnel,   ///< carries packets inside others
    made,     ///< of this machine's own making (veth, bridge): up whatever the cable does
    stacked,  ///< as its lower link is (vlan, bond)
    loopback,
};
LinkNature nature_of(std::string_view kind, unsigned short type);

struct Link {
    std::string name;
    std::string kind;
    LinkNature nature = LinkNature::device;
    unsigned short type = 0;  ///< ARPHRD_…
    bool up = false;          ///< a person or program has switched it on
    bool carries = false;     ///< … and it has a signal
    int lower = 0;            ///< what it is stacked upon; 0: nothing, or not in this namespace
    int master = 0;           ///< the bridge or bond that it is a port of; 0: none
};
using Links = std::map<int, Link>;  ///< by interface index

/// False where the kernel would not tell.
bool read_links(Netlink& netlink, Links& out);
/// Of one interface; reads /sys/class/net where the link's kind does not say it.
Medium medium_of(const Links& links, int interface);

struct NextHop {
    int interface = 0;
    std::optional<IpAddress> gateway;
};
struct Route {
    Prefix destination;
    std::uint32_t table = 0;
    std::uint32_t metric = 0;  ///< the lower one is taken
    std::vector<NextHop> hops;
    [[nodiscard]] bool is_default() const { return destination.length == 0; }
};
/// Unicast routes of both families that a packet of ours may take: of the main table, and of those
/// that a rule leads unmarked local packets to (wg-quick's `not fwmark … lookup …`). A rule's own
/// destination narrows its table's routes. The lowest metric first within a family, IPv4 first.
std::vector<Route> read_routes(Netlink& netlink);

/// The interface that a line out of this machine ends at; 0: none. A tunnel only where there is
/// nothing it could run in: PPPoE, or a container that is given a tun device.
int line_of(const Links& links, const std::vector<Route>& routes);
/// Tunnels that have routes, but for the line itself, in the order of their names.
std::vector<TunnelFact> tunnels_of(const Links& links, const std::vector<Route>& routes, int line);

/// The neighbour table's word about a next hop.
RouterFact read_router(Netlink& netlink, const Links& links, const NextHop& hop);

}  // namespace traypulse::runtime
