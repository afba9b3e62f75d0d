// The way out breaks: at the cable, the router, the provider, the resolver, this machine's own
// firewall.
#include <doctest/doctest.h>

#include "tests/system/verdicts/street.h"

using namespace traypulse::test;
using namespace std::chrono_literals;

TEST_CASE("the cable is pulled: no link, certainly, and one notification") {
    Neighbourhood net(kStreet);
    Story story(street_head() + street_targets(), kStreetTargets);
    net.cable(false);
    story.becomes("no_link", "certain");
    CHECK(story.agent.all(kStreetTargets, "unknown"));
    net.cable(true);
    story.ends("No network connection");
}

TEST_CASE("the router is dead: it does not even answer on the local network") {
    Neighbourhood net(kStreet);
    Story story(street_head() + street_targets(), kStreetTargets);
    net.router(false);
    story.becomes("router_unreachable", "certain");
    net.router(true);
    story.ends("Router does not answer");
}

TEST_CASE("the provider is dead: the router answers, nothing beyond it does") {
    Neighbourhood net(kStreet);
    Story story(street_head() + street_targets(), kStreetTargets);
    net.tell("provider down");
    story.becomes("provider_outage", "certain");
    CHECK(story.agent.all({"Router"}));
    REQUIRE(eventually(kPatience, [&] { return story.evidence("Trace to ", "10.99.0.1"); }));
    CHECK(story.evidence("Router 192.0.2.1", "is there on the local network"));
    CHECK(story.record()["affected"].size() == 3);
    CHECK(story.record()["told"] == true);
    net.tell("provider up");
    story.ends("Provider outage");
}

TEST_CASE("the resolver is dead: names are not resolved, and every target answers") {
    Neighbourhood net(kStreet);
    net.tell("dns name shop.test a 10.99.20.2 ttl 10");
    Story story(street_head() + street_targets() + target("Bakery", "shop.test"),
                {"Router", "Anchor A", "Shop", "Bakery"});
    net.tell("host 10.99.53.53 down");
    story.becomes("dns_failing");
    CHECK(story.agent.all(kStreetTargets));
    net.tell("host 10.99.53.53 up");
    story.ends("Names are not resolved");
}

TEST_CASE("this machine's own firewall refuses to send") {
    Neighbourhood net(kStreet);
    Story story(street_head() + street_targets(), kStreetTargets);
    Neighbourhood::here({"nft", "-f", "-"},
                        "table ip wall { chain out { type filter hook output priority 0; icmp type "
                        "echo-request drop; }; }\n");
    story.becomes("local_firewall", "certain");
    Neighbourhood::here({"nft", "delete", "table", "ip", "wall"});
    story.ends("Blocked by this computer's firewall");
}
