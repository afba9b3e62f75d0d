// Changes of the kernel's tables, told as they happen.
#include <doctest/doctest.h>

#include "tests/system/network/network_rig.h"

using namespace traypulse;
using namespace traypulse::test;
using Texts = std::vector<std::string>;

namespace {

void home() {
    cable("a0", "a1", {"10.99.0.2/24", "fd99::2/64"});
    ip("route add default via 10.99.0.1 dev a0");
}
NeighbourState router_state(const NetworkFacts& f) {
    return f.neighbours.empty() ? NeighbourState::unknown : f.neighbours[0].neighbour;
}

}  // namespace

TEST_CASE("links and routes come and go") {
    const Namespace space;
    home();
    Watched net;
    CHECK(net.last().link_up);
    ip("link set a1 down");  // the far end of the cable
    CHECK(net.become([](const auto& f) { return !f.link_up; }));
    ip("link set a1 up");
    CHECK(net.become([](const auto& f) { return f.link_up; }));
    ip("-6 route add default via fe80::1 dev a0");
    CHECK(net.become([](const auto& f) { return f.default_route6; }));
    CHECK(net.last().routers == Texts{"10.99.0.1", "fe80::1%a0"});
    ip("route del default");
    CHECK(net.become([](const auto& f) { return !f.default_route4; }));
    CHECK(net.last().default_route);
    ip("link del a0");
    CHECK(net.become([](const auto& f) { return f.interface.empty(); }));
    CHECK_FALSE(net.last().default_route);
}

TEST_CASE("a policy rule changes where a tunnel leads") {
    const Namespace space;
    home();
    ip("tuntap add vpn0 mode tun");
    ip("link set vpn0 up");
    ip("route add default dev vpn0 table 51820");
    Watched net;
    CHECK(net.last().tunnels.empty());
    ip("rule add not fwmark 51820 lookup 51820");
    CHECK(net.become([](const auto& f) { return f.tunnels.size() == 1; }));
    ip("rule del not fwmark 51820 lookup 51820");
    CHECK(net.become([](const auto& f) { return f.tunnels.empty(); }));
    ip("-6 route add fd30::/32 dev vpn0 table 52");
    ip("-6 rule add lookup 52");
    CHECK(net.become([](const auto& f) { return f.tunnels.size() == 1; }));
    ip("link del vpn0");
    CHECK(net.become([](const auto& f) { return f.tunnels.empty(); }));
}

TEST_CASE("the router's neighbour entry, and no other, is followed") {
    const Namespace space;
    home();
    Watched net;
    ip("neigh replace 10.99.0.1 lladdr 00:53:00:00:00:01 dev a0 nud reachable");
    REQUIRE(net.become([](const auto& f) { return !f.id().empty() && f.id().size() > 10; }));
    const auto id = net.last().id();
    CHECK(id == "10.99.0.1 00:53:00:00:00:01");
    CHECK(router_state(net.last()) == NeighbourState::reachable);
    const auto told = net.told();

    // Its age is no news, and neither is anybody else.
    ip("neigh replace 10.99.0.1 lladdr 00:53:00:00:00:01 dev a0 nud stale");
    for (int i = 10; i < 30; ++i)
        ip("neigh replace 10.99.0." + std::to_string(i) +
           " lladdr 00:53:00:00:01:01 dev a0 nud reachable");
    ip("neigh replace 10.99.0.1 lladdr 00:53:00:00:00:01 dev a0 nud reachable");
    // This is, and everything before it was heard by then.
    ip("neigh replace 10.99.0.1 dev a0 nud failed");
    REQUIRE(net.become([](const auto& f) { return router_state(f) == NeighbourState::failed; }));
    CHECK(net.told() == told + 1);
    CHECK(net.last().id() == id);  // silent, but the same

    // Another router at the same address is another network.
    ip("neigh replace 10.99.0.1 lladdr 00:53:00:00:00:02 dev a0 nud reachable");
    REQUIRE(net.become([](const auto& f) { return router_state(f) == NeighbourState::reachable; }));
    CHECK(net.last().id() == "10.99.0.1 00:53:00:00:00:02");
}

TEST_CASE("what was known of a router does not outlive its link") {
    const Namespace space;
    home();
    ip("neigh replace 10.99.0.1 lladdr 00:53:00:00:00:01 dev a0 nud reachable");
    Watched net;
    CHECK(net.last().id() == "10.99.0.1 00:53:00:00:00:01");
    ip("link set a0 down");
    CHECK(net.become([](const auto& f) { return f.id().empty(); }));
    ip("link set a0 up");
    ip("route add default via 10.99.0.1 dev a0");
    CHECK(net.become([](const auto& f) { return f.link_up && !f.routers.empty(); }));
    CHECK(net.last().id() == "10.99.0.1");
}

TEST_CASE("a router that the kernel asks in vain is silent") {
    const Namespace space;
    home();  // nobody at the cable's other end is 10.99.0.1
    Watched net;
    CHECK(router_state(net.last()) == NeighbourState::unknown);
    ip("neigh add 10.99.0.1 dev a0 nud probe lladdr 00:53:00:00:00:01");
    REQUIRE(net.become([](const auto& f) { return router_state(f) == NeighbourState::reachable; }));
    CHECK(net.become([](const auto& f) { return router_state(f) == NeighbourState::failed; }));
    CHECK(net.last().neighbours[0].mac == "00:53:00:00:00:01");
}

TEST_CASE("more changes than the socket holds lose nothing") {
    const Namespace space;
    home();
    Watched net;
    // Told by the kernel while nobody reads: thousands of messages of some 100 bytes each.
    std::string batch;
    ip("link add c0 type veth peer name c1");
    ip("link set c0 up");
    for (int i = 0; i < 4000; ++i)
        batch += "route add 10." + std::to_string(100 + i / 250) + "." + std::to_string(i % 250) +
                 ".0/24 dev c0\n";
    batch += "route replace default via 10.99.0.7 dev a0\n";
    ip_batch(batch);
    CHECK(net.become([](const auto& f) { return f.routers == Texts{"10.99.0.7"}; }));
}
