// What was seen when something broke, in words that a support line understands.
#include "agent/runtime/evidence_lines.h"

#include <doctest/doctest.h>

#include <cerrno>

using namespace traypulse;
using namespace traypulse::runtime;
using namespace std::chrono_literals;

namespace {

const WallTime kNow{1717243200s};

IpAddress at(const char* text) { return *IpAddress::parse(text); }

NetworkFacts home() {
    NetworkFacts out;
    out.known = true;
    out.interface = "eth0";
    out.medium = Medium::wired;
    out.routers = {"192.0.2.1"};
    out.neighbours = {{"192.0.2.1", "eth0", "00:53:00:12:34:56", NeighbourState::reachable}};
    return out;
}

std::string one(const Evidence& line) { return line.what + ": " + line.value; }

std::vector<std::string> all(const NetworkFacts& network) {
    std::vector<std::string> out;
    for (const auto& line : network_lines(network, kNow)) {
        CHECK(line.time == kNow);
        out.push_back(one(line));
    }
    return out;
}
using Texts = std::vector<std::string>;

PathTrace traced(const std::vector<std::pair<const char*, bool>>& hops, PathEnd end) {
    PathTrace out;
    out.end = end;
    std::uint8_t ttl = 0;
    for (const auto& [address, target] : hops) {
        PathHop hop;
        hop.ttl = Ttl{++ttl};
        hop.sent = 1;
        if (*address != '\0') {
            PathRouter router;
            router.address = at(address);
            router.is_target = target;
            router.rtt.add(std::chrono::milliseconds(ttl * 4));
            hop.routers.push_back(router);
            hop.received = 1;
        }
        out.hops.push_back(hop);
    }
    return out;
}

std::string words_of(const Result<PathTrace>& trace) {
    return one(trace_line("Shop", at("198.51.100.7"), trace, kNow));
}

}  // namespace

TEST_CASE("the network at home, with its router there or gone") {
    auto facts = home();
    CHECK(all(facts) ==
          Texts{"Network connection: eth0, by cable",
                "Router 192.0.2.1 on eth0: is there on the local network, hardware address "
                "00:53:00:12:34:56"});
    facts.medium = Medium::wifi;
    facts.neighbours[0].neighbour = NeighbourState::failed;
    CHECK(all(facts) ==
          Texts{"Network connection: eth0, by Wi-Fi",
                "Router 192.0.2.1 on eth0: does not answer on the local network (ARP or neighbour "
                "discovery)"});
    facts.tunnels = {{"wg0", true, {}}, {"tun0", false, {}}};
    facts.neighbours.clear();
    CHECK(all(facts) ==
          Texts{"Network connection: eth0, by Wi-Fi", "VPN wg0: is up", "VPN tun0: is down"});
}

TEST_CASE("without a link or a router it says so, and without facts nothing") {
    auto facts = home();
    facts.default_route = false;
    facts.neighbours.clear();
    CHECK(all(facts) == Texts{"Network connection: there is one, but no router is known"});
    facts.link_up = false;
    CHECK(all(facts) ==
          Texts{"Network connection: none: no cable is plugged in, no wireless network joined"});
    facts.known = false;
    CHECK(all(facts).empty());
}

TEST_CASE("the way to a target: by the router, through a tunnel, or none") {
    auto facts = home();
    const auto way = [&](const char* to, int error = 0) {
        return one(route_line("Shop", at(to), error, facts, kNow));
    };
    CHECK(way("198.51.100.7") ==
          "Way to Shop (198.51.100.7): by the router 192.0.2.1, or on the local network");
    CHECK(way("192.0.2.1") == "Way to Shop (192.0.2.1): on the local network");
    CHECK(way("2001:db8::7", ENETUNREACH) ==
          "Way to Shop (2001:db8::7): this computer knows none: Network is unreachable");
    facts.tunnels = {{"tun0", true, {*Prefix::parse("0.0.0.0/0")}},
                     {"wg0", true, {*Prefix::parse("198.51.100.0/24")}}};
    CHECK(way("198.51.100.7") == "Way to Shop (198.51.100.7): through the VPN wg0");
    CHECK(way("203.0.113.9") == "Way to Shop (203.0.113.9): through the VPN tun0");
}

TEST_CASE("what a resolver says, or why it does not") {
    CheckOutcome outcome;
    outcome.status = CheckStatus::ok;
    outcome.took = 12ms;
    outcome.facts = {{"rcode", "NOERROR"}, {"answer", "198.51.100.7"}, {"answer", "198.51.100.8"}};
    CHECK(one(resolver_line("192.0.2.53", "shop.test", outcome, kNow)) ==
          "Resolver 192.0.2.53: says that shop.test is 198.51.100.7, 198.51.100.8, after 12 ms");
    outcome.status = CheckStatus::timeout;
    outcome.reason = "no answer within 2 s";
    CHECK(one(resolver_line("192.0.2.53", "shop.test", outcome, kNow)) ==
          "Resolver 192.0.2.53: asked for shop.test: no answer within 2 s");
}

TEST_CASE("a trace says first how far it comes") {
    CHECK(words_of(traced({{"192.0.2.1", false}, {"", false}, {"198.51.100.7", true}},
                          PathEnd::reached)) ==
          "Trace to Shop (198.51.100.7): reached, 3 steps: 1 192.0.2.1 4 ms, 2 no answer, 3 "
          "198.51.100.7 12 ms");
    CHECK(words_of(traced({{"192.0.2.1", false}}, PathEnd::silent)) ==
          "Trace to Shop (198.51.100.7): nothing answers behind step 1 (192.0.2.1): 1 192.0.2.1 4 "
          "ms");
    CHECK(words_of(traced({}, PathEnd::nothing)) ==
          "Trace to Shop (198.51.100.7): no answer at all, not even from the first router");
    auto refused = traced({{"192.0.2.1", false}}, PathEnd::unreachable);
    refused.hops[0].routers[0].refusal = "network unreachable (!N)";
    CHECK(words_of(refused) ==
          "Trace to Shop (198.51.100.7): step 1 (192.0.2.1) says that there is no way: network "
          "unreachable (!N): 1 192.0.2.1 4 ms");
    auto blocked = traced({}, PathEnd::not_sent);
    blocked.error = EPERM;
    CHECK(words_of(blocked) ==
          "Trace to Shop (198.51.100.7): this computer sent nothing: blocked by this computer's "
          "own firewall");
    CHECK(words_of(Error{ErrorCode::unavailable, "the helper is gone", {}}) ==
          "Trace to Shop (198.51.100.7): could not be made: the helper is gone");
}
