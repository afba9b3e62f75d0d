// Each rule of the table by itself.
#include "agent/engine/diagnosis.h"

#include <doctest/doctest.h>

#include <cerrno>

using namespace traypulse;

namespace {

struct World {
    Facts facts;
    TargetFact& add(TargetRole role, TargetState state) {
        TargetFact t;
        t.id = TargetId(static_cast<std::uint32_t>(facts.targets.size() + 1));
        t.role = role;
        t.state = state;
        t.ever_answered = true;
        facts.targets.push_back(t);
        return facts.targets.back();
    }
    [[nodiscard]] Cause first() const {
        const auto found = diagnose(facts);
        return found.empty() ? Cause::none : found[0].cause;
    }
};

World home(TargetState router, TargetState a, TargetState b, TargetState shop) {
    World w;
    w.add(TargetRole::router, router);
    w.add(TargetRole::anchor, a);
    w.add(TargetRole::anchor, b);
    w.add(TargetRole::ordinary, shop);
    return w;
}

/// What it says, leaving out the words.
bool is(const Finding& f, Cause cause, Confidence confidence,
        const std::vector<TargetId>& affected) {
    return f.cause == cause && f.confidence == confidence && f.affected == affected &&
           !f.reasons.empty();
}

constexpr auto up = TargetState::up;
constexpr auto down = TargetState::down;
constexpr auto unknown = TargetState::unknown;
constexpr auto paused = TargetState::paused;

}  // namespace

TEST_CASE("all is well: no finding") {
    CHECK(home(up, up, up, up).first() == Cause::none);
    CHECK(home(up, up, TargetState::degraded, up).first() == Cause::none);
    CHECK(home(unknown, unknown, unknown, unknown).first() == Cause::none);
    CHECK(World{}.first() == Cause::none);
}

TEST_CASE("no link hides everything narrower") {
    auto w = home(down, down, down, down);
    w.facts.network.known = true;
    w.facts.network.link_up = false;
    w.facts.dns_failing = true;
    const auto found = diagnose(w.facts);
    REQUIRE(found.size() == 1);
    CHECK(is(found[0], Cause::no_link, Confidence::certain,
             {TargetId(1), TargetId(2), TargetId(3), TargetId(4)}));
}

TEST_CASE("a link without a route is no network, once sending failed for want of one") {
    auto w = home(unknown, unknown, unknown, unknown);
    w.facts.network.known = true;
    w.facts.network.default_route = false;
    CHECK(w.first() == Cause::none);
    for (auto& t : w.facts.targets) t.local_error = ENETUNREACH;
    CHECK(w.first() == Cause::no_link);
    w.facts.targets[3].state = up;  // a printer in the same room answers: that network works
    CHECK(w.first() == Cause::none);
}

TEST_CASE("router unreachable: router and all anchors silent, whatever else answers in the room") {
    CHECK(home(down, down, down, down).first() == Cause::router_unreachable);
    CHECK(home(down, down, down, up).first() == Cause::router_unreachable);
    CHECK(home(down, up, down, down).first() == Cause::target_down);
}

TEST_CASE("a router that never answered is only possibly the cause") {
    auto w = home(down, down, down, down);
    w.facts.targets[0].ever_answered = false;
    CHECK(diagnose(w.facts)[0].confidence == Confidence::possible);
}

TEST_CASE("provider outage: the router answers, no anchor does") {
    const auto w = home(up, down, down, down);
    const auto found = diagnose(w.facts);
    REQUIRE(found.size() == 1);
    CHECK(is(found[0], Cause::provider_outage, Confidence::certain,
             {TargetId(2), TargetId(3), TargetId(4)}));
    CHECK(home(up, down, up, down).first() == Cause::target_down);
    CHECK(home(paused, down, down, down).first() == Cause::provider_outage);
}

TEST_CASE("without anchors, every remote target must be silent, and more than one") {
    World w;
    w.add(TargetRole::router, up);
    w.add(TargetRole::ordinary, down);
    CHECK(w.first() == Cause::target_down);
    w.add(TargetRole::ordinary, down);
    CHECK(w.first() == Cause::provider_outage);
    w.add(TargetRole::ordinary, up);
    CHECK(w.first() == Cause::target_down);
}

TEST_CASE("what is about to be down belongs to a wide cause, too") {
    auto w = home(up, down, down, up);
    w.facts.targets[3].suspected = true;
    CHECK(diagnose(w.facts)[0].affected.size() == 3);
}

TEST_CASE("DNS failing stands beside targets that are down for their own reasons") {
    auto w = home(up, up, up, down);
    w.facts.dns_failing = true;
    const auto found = diagnose(w.facts);
    REQUIRE(found.size() == 2);
    CHECK(found[0].cause == Cause::dns_failing);
    CHECK(found[0].confidence == Confidence::certain);
    CHECK(found[1].cause == Cause::target_down);
    CHECK(home(up, down, down, down).first() == Cause::provider_outage);
}

TEST_CASE("the local firewall is named by its EPERM") {
    auto w = home(up, up, up, unknown);
    w.facts.targets[3].local_error = EPERM;
    CHECK(w.first() == Cause::none);  // once: perhaps only this moment's
    w.facts.targets[3].refused = true;
    w.facts.targets[2].local_error = EPERM;
    const auto found = diagnose(w.facts);
    REQUIRE(found.size() == 1);
    CHECK(found[0].affected.size() == 2);
    CHECK(w.first() == Cause::local_firewall);
    w.facts.targets[2].local_error = 0;
    w.facts.targets[3].local_error = ENOBUFS;
    CHECK(w.first() == Cause::none);
}

TEST_CASE("a router that is silent while others answer does not answer pings, no more") {
    CHECK(home(down, up, up, up).first() == Cause::none);
}

TEST_CASE("targets behind a silent parent are listed under it, through several steps and circles") {
    World w;
    w.add(TargetRole::ordinary, down);
    w.add(TargetRole::ordinary, down).parent = TargetId(1);
    w.add(TargetRole::ordinary, down).parent = TargetId(2);
    w.add(TargetRole::ordinary, up);
    auto found = diagnose(w.facts);
    REQUIRE(found.size() == 1);
    CHECK(found[0].affected == std::vector{TargetId(1), TargetId(2), TargetId(3)});
    w.facts.targets[0].parent = TargetId(3);  // a circle must end, too
    CHECK_FALSE(diagnose(w.facts).empty());
    w.facts.targets[0].parent.reset();
    w.facts.targets[0].state = up;
    found = diagnose(w.facts);
    REQUIRE(found.size() == 1);
    CHECK(found[0].affected == std::vector{TargetId(2), TargetId(3)});
}

TEST_CASE("loopback targets have no part in the way out") {
    auto w = home(up, down, down, down);
    w.add(TargetRole::ordinary, down).loopback = true;
    const auto found = diagnose(w.facts);
    CHECK(found[0].cause == Cause::provider_outage);
    CHECK(found[0].affected.size() == 3);
}
