// Rules about single targets, and the order of the table.
#include "tests/support/doctest_strings.h"

#include <array>

#include "tests/unit/engine/rules_world.h"

using namespace traypulse;
using namespace traypulse::rules_test;

TEST_CASE("path MTU: a service that fails where large packets vanish") {
    auto w = home();
    silence(w, {"Shop"});
    w["Shop"].kind = CheckKind::https;
    w["Shop"].path_mtu = PathMtu{MtuFinding::black_hole, Family::ipv4, 1400, 1401, {}, false, 9, 0};
    CHECK(w.cause() == Cause::path_mtu_black_hole);
    CHECK(w.first().reasons[0].find("up to 1400 bytes") != std::string::npos);
    w["Shop"].path_mtu->finding = MtuFinding::whole;
    CHECK(w.cause() == Cause::target_down);
}

TEST_CASE("blocks ICMP: silent to ping, and something on it is alive") {
    auto w = home();
    silence(w, {"Shop"});
    w["Shop"].service = ServiceAnswer{true, false, {}, "it refuses TCP port 443"};
    CHECK(w.cause() == Cause::target_blocks_icmp);
    w["Shop"].service->alive = false;
    CHECK(w.cause() == Cause::target_down);
}

TEST_CASE("unstable: one outage of its own name, whether it is there at the moment or not") {
    auto w = home();
    w["Shop"].unstable = true;
    CHECK(w.cause() == Cause::unstable);
    w["Shop"].state = TargetState::down;
    const auto found = diagnose(w.facts);
    REQUIRE(found.size() == 1);
    CHECK(found[0].cause == Cause::unstable);
}

TEST_CASE("a group that is reached through one parent is listed under it") {
    auto w = home();
    silence(w, {"Shop"});
    for (const auto* n : {"Till 1", "Till 2", "Till 3"}) {
        auto& till = w.add(n, TargetRole::ordinary, TargetState::down);
        till.parent = w["Shop"].id;
    }
    const auto found = diagnose(w.facts);
    REQUIRE(found.size() == 1);
    CHECK(found[0].affected.front() == w["Shop"].id);
    CHECK(found[0].affected.size() == 4);
    CHECK(found[0].reasons.back() == "Till 3 (198.51.100.7) is reached through it.");
}

TEST_CASE("hidden anchors are never spoken of") {
    auto w = home();
    auto& hidden = w.add("", TargetRole::anchor, TargetState::down, "203.0.113.1");
    hidden.hidden = true;
    CHECK(w.cause() == Cause::none);
    silence(w, {"Anchor A", "Anchor B", "Shop"});
    CHECK(w.first().affected.size() == 3);
    CHECK(w.first().witnesses.size() == 4);
}

TEST_CASE("the order of the table: what explains more stands further up") {
    constexpr std::array kOrder{Cause::no_link,         Cause::router_unreachable,
                                Cause::captive_portal,  Cause::vpn_down,
                                Cause::provider_outage, Cause::dns_failing,
                                Cause::ipv6_broken,     Cause::path_mtu_black_hole,
                                Cause::local_firewall,  Cause::target_blocks_icmp,
                                Cause::unstable,        Cause::target_down};
    for (std::size_t i = 0; i < kOrder.size(); ++i) CHECK(width(kOrder[i]) == static_cast<int>(i));
}
