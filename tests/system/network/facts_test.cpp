// What the kernel's tables say, read at once.
#include <doctest/doctest.h>
#include <linux/if_arp.h>

#include <algorithm>

#include "agent/runtime/network_tables.h"
#include "tests/system/network/network_rig.h"

using namespace traypulse;
using namespace traypulse::test;
using runtime::read_network_facts;
using Texts = std::vector<std::string>;

namespace {

const TunnelFact* tunnel(const NetworkFacts& facts, const std::string& name) {
    const auto found = std::find_if(facts.tunnels.begin(), facts.tunnels.end(),
                                    [&](const auto& t) { return t.interface == name; });
    return found == facts.tunnels.end() ? nullptr : &*found;
}
bool leads(const TunnelFact& t, const char* prefix) {
    return std::find(t.routes.begin(), t.routes.end(), Prefix::parse(prefix).value()) !=
           t.routes.end();
}

}  // namespace

TEST_CASE("a machine without any network is known to have none") {
    const Namespace space;
    const auto facts = read_network_facts();
    CHECK(facts.known);
    CHECK_FALSE(facts.link_up);
    CHECK_FALSE(facts.default_route);
    CHECK_FALSE(facts.default_route4);
    CHECK_FALSE(facts.default_route6);
    CHECK(facts.routers.empty());
    CHECK(facts.tunnels.empty());
    CHECK(facts.id().empty());
    CHECK(facts.resolvers == Texts{"10.99.0.53"});
}

TEST_CASE("routes of each family, several routers, and their neighbour entries") {
    const Namespace space;
    cable("a0", "a1", {"10.99.0.2/24", "fd99::2/64"});
    cable("b0", "b1", {"10.98.0.2/24"});
    ip("route add default via 10.98.0.1 dev b0 metric 200");
    auto facts = read_network_facts();
    CHECK(facts.default_route4);
    CHECK_FALSE(facts.default_route6);
    CHECK(facts.routers == Texts{"10.98.0.1"});
    CHECK(facts.interface == "b0");
    CHECK(facts.medium == Medium::virtual_link);

    ip("route add default via 10.99.0.1 dev a0 metric 100");
    ip("route add default via fe80::1 dev a0");
    facts = read_network_facts();
    CHECK(facts.link_up);
    CHECK(facts.default_route);
    CHECK(facts.default_route4);
    CHECK(facts.default_route6);
    CHECK(facts.interface == "a0");
    CHECK(facts.routers == Texts{"10.99.0.1", "10.98.0.1", "fe80::1%a0"});
    REQUIRE(facts.neighbours.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(facts.neighbours[i].address == facts.routers[i]);
        CHECK(facts.neighbours[i].neighbour == NeighbourState::unknown);
        CHECK(facts.neighbours[i].mac.empty());
    }
    CHECK(facts.neighbours[1].interface == "b0");
    CHECK(facts.id() == "10.99.0.1");

    ip("neigh replace 10.99.0.1 lladdr 00:53:00:12:34:56 dev a0 nud stale");
    ip("neigh replace 10.98.0.1 dev b0 nud failed");
    ip("neigh replace fe80::1 lladdr 00:53:00:00:00:06 dev a0 nud permanent");
    facts = read_network_facts();
    CHECK(facts.neighbours[0].neighbour == NeighbourState::reachable);
    CHECK(facts.neighbours[0].mac == "00:53:00:12:34:56");
    CHECK(facts.neighbours[1].neighbour == NeighbourState::failed);
    CHECK(facts.neighbours[1].mac.empty());
    CHECK(facts.neighbours[2].neighbour == NeighbourState::reachable);
    CHECK(facts.neighbours[2].mac == "00:53:00:00:00:06");
    CHECK(facts.id() == "10.99.0.1 00:53:00:12:34:56");
}

TEST_CASE("only IPv6 leads out") {
    const Namespace space;
    cable("a0", "a1", {"fd99::2/64"});
    ip("route add default via fd99::1 dev a0");
    const auto facts = read_network_facts();
    CHECK(facts.default_route);
    CHECK_FALSE(facts.default_route4);
    CHECK(facts.default_route6);
    CHECK(facts.interface == "a0");
    CHECK(facts.routers == Texts{"fd99::1"});
}

TEST_CASE("a route over several next hops names each router") {
    const Namespace space;
    cable("a0", "a1", {"10.99.0.2/24"});
    cable("b0", "b1", {"10.98.0.2/24"});
    ip("route add default nexthop via 10.99.0.1 dev a0 nexthop via 10.98.0.1 dev b0");
    const auto facts = read_network_facts();
    CHECK(facts.routers == Texts{"10.99.0.1", "10.98.0.1"});
    CHECK(facts.neighbours[1].interface == "b0");
}

TEST_CASE("a route that is switched off, or forbids, leads nowhere") {
    const Namespace space;
    cable("a0", "a1", {"10.99.0.2/24"});
    ip("route add unreachable default");
    CHECK_FALSE(read_network_facts().default_route);
    ip("route add default via 10.99.0.1 dev a0 table 77");
    CHECK_FALSE(read_network_facts().default_route);
    // ... until a rule leads there.
    ip("rule add to 10.0.0.0/8 lookup 77");
    CHECK_FALSE(read_network_facts().default_route);
    ip("rule add lookup 77");
    CHECK(read_network_facts().routers == Texts{"10.99.0.1"});
}

TEST_CASE("a tunnel and where it leads") {
    const Namespace space;
    cable("a0", "a1", {"10.99.0.2/24", "fd99::2/64"});
    ip("route add default via 10.99.0.1 dev a0");
    ip("tuntap add vpn0 mode tun");
    ip("address add 10.8.0.2/24 dev vpn0");
    CHECK(read_network_facts().tunnels.empty());
    ip("link set vpn0 up");
    ip("route add 10.20.0.0/16 dev vpn0");
    ip("-6 route add fd20::/32 dev vpn0");
    auto facts = read_network_facts();
    REQUIRE(tunnel(facts, "vpn0") != nullptr);
    CHECK_FALSE(tunnel(facts, "vpn0")->up);  // nobody holds its other end
    CHECK(tunnel(facts, "vpn0")->routes == std::vector{Prefix::parse("10.8.0.0/24").value(),
                                                       Prefix::parse("10.20.0.0/16").value(),
                                                       Prefix::parse("fd20::/32").value()});
    CHECK(facts.medium == Medium::virtual_link);

    SUBCASE("one that takes everything does not hide the router beneath") {
        ip("route add default via 10.99.0.1 dev a0 metric 600");
        ip("route replace default dev vpn0");
        facts = read_network_facts();
        CHECK(facts.interface == "a0");
        CHECK(facts.routers == Texts{"10.99.0.1"});
        CHECK(leads(*tunnel(facts, "vpn0"), "0.0.0.0/0"));
    }
    SUBCASE("policy routing counts where a rule leads unmarked packets there, as wg-quick's") {
        ip("route add default dev vpn0 table 51820");
        CHECK_FALSE(leads(*tunnel(read_network_facts(), "vpn0"), "0.0.0.0/0"));
        ip("rule add fwmark 51820 lookup 51820");
        CHECK_FALSE(leads(*tunnel(read_network_facts(), "vpn0"), "0.0.0.0/0"));
        ip("rule add from 10.99.0.2 lookup 51820");
        CHECK_FALSE(leads(*tunnel(read_network_facts(), "vpn0"), "0.0.0.0/0"));
        ip("rule add to 10.30.0.0/16 lookup 51820");
        CHECK(leads(*tunnel(read_network_facts(), "vpn0"), "10.30.0.0/16"));
        CHECK_FALSE(leads(*tunnel(read_network_facts(), "vpn0"), "0.0.0.0/0"));
        ip("rule add not fwmark 51820 lookup 51820");
        facts = read_network_facts();
        CHECK(leads(*tunnel(facts, "vpn0"), "0.0.0.0/0"));
        CHECK(facts.interface == "a0");
        CHECK(facts.routers == Texts{"10.99.0.1"});
    }
}

TEST_CASE("a tunnel that there is nothing beneath is the line itself") {
    const Namespace space;
    ip("tuntap add line0 mode tun");
    ip("address add 10.99.0.2/16 dev line0");
    ip("link set line0 up");
    ip("route add default via 10.99.0.1 dev line0");
    const auto facts = read_network_facts();
    CHECK(facts.interface == "line0");
    CHECK(facts.medium == Medium::tunnel);
    CHECK(facts.routers == Texts{"10.99.0.1"});
    CHECK(facts.tunnels.empty());
    // A second one runs in it.
    ip("tuntap add vpn0 mode tun");
    ip("link set vpn0 up");
    ip("route add 10.20.0.0/16 dev vpn0");
    CHECK(tunnel(read_network_facts(), "vpn0") != nullptr);
}

TEST_CASE("kinds and types of interfaces") {
    using runtime::LinkNature;
    using runtime::nature_of;
    for (const char* kind :
         {"wireguard", "tun", "ppp", "ipip", "gre", "vti", "xfrm", "sit", "ovpn"})
        CHECK_MESSAGE(nature_of(kind, ARPHRD_NONE) == LinkNature::tunnel, kind);
    for (const char* kind : {"veth", "bridge", "dummy", "vxlan"})
        CHECK_MESSAGE(nature_of(kind, ARPHRD_ETHER) == LinkNature::made, kind);
    for (const char* kind : {"vlan", "bond", "macvlan"})
        CHECK_MESSAGE(nature_of(kind, ARPHRD_ETHER) == LinkNature::stacked, kind);
    CHECK(nature_of("", ARPHRD_ETHER) == LinkNature::device);
    CHECK(nature_of("", ARPHRD_PPP) == LinkNature::tunnel);
    CHECK(nature_of("", ARPHRD_IPGRE) == LinkNature::tunnel);
    CHECK(nature_of("", ARPHRD_LOOPBACK) == LinkNature::loopback);
    CHECK(nature_of("of a later kernel", ARPHRD_ETHER) == LinkNature::device);
}

TEST_CASE("what carries a vlan is what carries the device beneath") {
    runtime::Links links;
    links[1] = {"home.7", "vlan", runtime::LinkNature::stacked, ARPHRD_ETHER, true, true, 2, 0};
    links[2] = {"bond0", "bond", runtime::LinkNature::stacked, ARPHRD_ETHER, true, true, 0, 0};
    links[3] = {"nosuch0", "", runtime::LinkNature::device, ARPHRD_ETHER, true, true, 0, 2};
    links[4] = {"br0", "bridge", runtime::LinkNature::made, ARPHRD_ETHER, true, true, 0, 0};
    links[5] = {"modem0", "wwan", runtime::LinkNature::device, ARPHRD_NONE, true, true, 0, 0};
    links[6] = {"ring", "vlan", runtime::LinkNature::stacked, ARPHRD_ETHER, true, true, 7, 0};
    links[7] = {"ring", "vlan", runtime::LinkNature::stacked, ARPHRD_ETHER, true, true, 6, 0};
    CHECK(medium_of(links, 1) == Medium::wired);
    CHECK(medium_of(links, 4) == Medium::virtual_link);
    CHECK(medium_of(links, 5) == Medium::mobile);
    CHECK(medium_of(links, 6) == Medium::unknown);
    CHECK(medium_of(links, 99) == Medium::unknown);
}
