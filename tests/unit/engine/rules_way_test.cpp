// What the neighbour table, the sign-in page, the tunnel and the other family add to the verdict.
#include "tests/support/doctest_strings.h"

#include "tests/unit/engine/rules_world.h"

using namespace traypulse;
using namespace traypulse::rules_test;

TEST_CASE("router: the link's own word decides where pings never did") {
    auto w = home();
    silence(w, {"Router", "Anchor A", "Anchor B", "Shop"});
    w["Router"].ever_answered = false;
    CHECK(w.first().confidence == Confidence::possible);
    w.router_is(NeighbourState::failed);
    CHECK(w.cause() == Cause::router_unreachable);
    CHECK(w.first().confidence == Confidence::certain);
    CHECK(w.first().reasons[0] ==
          "The router Router (192.0.2.1) does not answer, nor is it seen on the link (neighbour "
          "failed).");
    w.router_is(NeighbourState::reachable);  // it is there, and never answered pings: not its fault
    CHECK(w.cause() == Cause::provider_outage);
    CHECK(w.first().confidence == Confidence::likely);
    w["Router"].ever_answered = true;  // the neighbour table is half a minute behind
    CHECK(w.cause() == Cause::router_unreachable);
    CHECK(w.first().confidence == Confidence::likely);
}

TEST_CASE("router: one that nobody watches is still seen on the link, or not") {
    auto w = home();
    w.facts.targets.erase(w.facts.targets.begin());
    silence(w, {"Anchor A", "Anchor B", "Shop"});
    w.router_is(NeighbourState::failed);
    CHECK(w.cause() == Cause::router_unreachable);
    w.router_is(NeighbourState::reachable);
    CHECK(w.cause() == Cause::provider_outage);
    CHECK(w.first().confidence == Confidence::likely);
}

TEST_CASE(
    "captive portal: explains silent anchors and unresolved names, and is no provider outage") {
    auto w = home();
    w.facts.portal = {PortalAnswer::State::captive, "it sends people to login.example"};
    silence(w, {"Anchor A", "Anchor B"});
    w["Shop"].state = TargetState::unknown;
    w["Shop"].by_name = w["Shop"].unresolved = true;
    CHECK(w.cause() == Cause::captive_portal);
    CHECK(w.first().confidence == Confidence::certain);
    CHECK(w.first().affected.size() == 3);
    w.facts.portal->state = PortalAnswer::State::open;
    CHECK(w.cause() == Cause::provider_outage);
}

TEST_CASE("captive portal: a page from beyond refutes it") {
    auto w = home();
    w.facts.portal = {PortalAnswer::State::captive, ""};
    CHECK(w.first().confidence == Confidence::likely);
    CHECK(w.cause() == Cause::captive_portal);
    w["Shop"].kind = CheckKind::https;
    CHECK(w.cause() == Cause::none);
}

TEST_CASE("VPN: all that is behind it is silent, something outside answers") {
    auto w = home();
    w.add("Wiki", TargetRole::ordinary, TargetState::down, "10.1.0.2").tunnelled = true;
    w.add("Mail", TargetRole::ordinary, TargetState::down, "10.1.0.3").tunnelled = true;
    w.facts.network.tunnels = {{"wg0", true, {}}};
    REQUIRE(w.cause() == Cause::vpn_down);
    CHECK(w.first().confidence == Confidence::certain);
    CHECK(w.first().affected.size() == 2);
    CHECK(diagnose(w.facts).size() == 1);
    w["Mail"].state = TargetState::up;
    CHECK(w.cause() == Cause::target_down);
}

TEST_CASE(
    "VPN: a tunnel for everything is nearer than the provider; what fails outside too is not") {
    auto w = home();
    silence(w, {"Anchor A", "Anchor B", "Shop"});
    for (const auto* n : {"Anchor A", "Anchor B", "Shop"}) w[n].tunnelled = true;
    w.facts.network.tunnels = {{"tun0", true, {}}};
    CHECK(w.cause() == Cause::vpn_down);
    CHECK(w.first().confidence == Confidence::likely);
    CHECK(diagnose(w.facts).size() == 1);
    w["Anchor A"].tunnelled = false;
    CHECK(w.cause() == Cause::provider_outage);
    w["Router"].state = TargetState::down;
    CHECK(w.cause() == Cause::router_unreachable);
}

TEST_CASE("IPv6: broken as a whole while IPv4 answers is a verdict") {
    auto w = home();
    w.facts.network.known = w.facts.network.default_route6 = true;
    w.add("", TargetRole::anchor, TargetState::down, "2001:db8::1").hidden = true;
    auto& shop6 = w.add("Shop over IPv6", TargetRole::ordinary, TargetState::down, "2001:db8::2");
    shop6.hidden = true;
    shop6.companion_of = w["Shop"].id;
    w["Shop"].companion = shop6.id;
    const auto found = diagnose(w.facts);
    REQUIRE(found.size() == 1);
    CHECK(found[0].cause == Cause::ipv6_broken);
    CHECK(found[0].confidence == Confidence::certain);
    CHECK(found[0].affected == std::vector{w["Shop"].id});  // hidden ones are not spoken of
    CHECK(found[0].witnesses.size() == 2);
    w.facts.network.default_route6 = false;  // there is no IPv6 here: nothing is broken
    CHECK(w.cause() == Cause::none);
}

TEST_CASE("IPv6: one companion that fails while others of its family work is nobody's verdict") {
    auto w = home();
    w.facts.network.known = w.facts.network.default_route6 = true;
    w.add("", TargetRole::anchor, TargetState::up, "2001:db8::1").hidden = true;
    auto& shop6 = w.add("Shop over IPv6", TargetRole::ordinary, TargetState::down, "2001:db8::2");
    shop6.hidden = true;
    shop6.companion_of = w["Shop"].id;
    w["Shop"].companion = shop6.id;
    CHECK(w.cause() == Cause::none);
    w["Shop"].state = TargetState::down;  // silent over both: down, once
    const auto found = diagnose(w.facts);
    REQUIRE(found.size() == 1);
    CHECK(found[0].cause == Cause::target_down);
    CHECK(found[0].affected == std::vector{w["Shop"].id});
}

TEST_CASE("anchors of a family that has no way out say nothing") {
    auto w = home();
    w.facts.network.known = true;
    auto& six = w.add("", TargetRole::anchor, TargetState::unknown, "2001:db8::1");
    six.hidden = true;
    silence(w, {"Anchor A", "Anchor B", "Shop"});
    CHECK(w.cause() == Cause::provider_outage);
}

TEST_CASE("anchors that accept connections are not silent, whatever becomes of pings to them") {
    auto w = home();
    silence(w, {"Anchor A", "Anchor B"});
    CHECK(w.cause() == Cause::provider_outage);
    const ServiceAnswer accepts{true, true, {}, "its TCP port 443 accepts connections"};
    w["Anchor A"].service = w["Anchor B"].service = accepts;
    auto found = diagnose(w.facts);
    REQUIRE(found.size() == 2);
    CHECK(found[0].cause == Cause::target_blocks_icmp);
    CHECK(found[1].cause == Cause::target_blocks_icmp);
    // One of them is enough to show that the way is open; the other is only itself.
    w["Anchor B"].service.reset();
    found = diagnose(w.facts);
    REQUIRE(found.size() == 2);
    CHECK(found[0].affected == std::vector{w["Anchor A"].id});
    CHECK(found[1].cause == Cause::target_down);
    CHECK(found[1].affected == std::vector{w["Anchor B"].id});
    // With the router silent as well it is still no router that is out of reach.
    silence(w, {"Router"});
    CHECK(w.cause() == Cause::target_blocks_icmp);
}

TEST_CASE(
    "anchors: a refusal, a sign-in page's word, and one over TCP that is silent say nothing") {
    auto w = home();
    silence(w, {"Anchor A", "Anchor B"});
    w["Anchor A"].service = ServiceAnswer{true, false, {}, "it refuses TCP port 443"};
    CHECK(w.cause() == Cause::provider_outage);
    w["Anchor A"].service->accepts = true;
    CHECK(w.cause() == Cause::target_blocks_icmp);
    w["Anchor A"].kind = CheckKind::tcp;  // it is what is silent now
    CHECK(w.cause() == Cause::provider_outage);
    w["Anchor A"].kind = CheckKind::icmp;
    w.facts.portal = {PortalAnswer::State::captive, ""};
    CHECK(w.cause() == Cause::captive_portal);
    CHECK(w.first().confidence == Confidence::certain);
    w["Router"].state = TargetState::down;
    CHECK(w.cause() == Cause::router_unreachable);
}

TEST_CASE(
    "tunnelled: by the tunnel's routes, but for the router's own block under a tunnel for all") {
    NetworkFacts n;
    n.routers = {"192.0.2.1"};
    n.tunnels = {{"tun0", true, {*Prefix::parse("0.0.0.0/0")}}};
    CHECK(is_tunnelled(n, *IpAddress::parse("198.51.100.1")));
    CHECK_FALSE(is_tunnelled(n, *IpAddress::parse("192.0.2.9")));
    CHECK_FALSE(is_tunnelled(n, *IpAddress::parse("2001:db8::1")));
    n.tunnels = {{"tun0", true, {*Prefix::parse("10.0.0.0/8")}}};
    CHECK(is_tunnelled(n, *IpAddress::parse("10.1.2.3")));
    CHECK_FALSE(is_tunnelled(n, *IpAddress::parse("198.51.100.1")));
}
