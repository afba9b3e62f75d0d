// Both families of one name make one state.
#include "tests/support/doctest_strings.h"

#include "agent/engine/families.h"

using namespace traypulse;
using namespace traypulse::families;

namespace {
Part four(TargetState s) { return {s, s == TargetState::down ? "no answer" : "", Family::ipv4, 0}; }
Part six(TargetState s) { return {s, s == TargetState::down ? "no answer" : "", Family::ipv6, 0}; }
constexpr auto up = TargetState::up;
constexpr auto down = TargetState::down;
constexpr auto unknown = TargetState::unknown;
}  // namespace

TEST_CASE("families: down only where both are") {
    CHECK(combine(four(down), six(down), false).state == down);
    CHECK(combine(four(up), six(up), false).state == up);
    const auto one = combine(four(up), six(down), false);
    CHECK(one.state == TargetState::degraded);
    CHECK(one.reason == "no answer over IPv6");
    CHECK(combine(six(up), four(down), false).reason == "no answer over IPv4");
    CHECK(combine(six(down), four(up), false).reason == "no answer over IPv6");
}

TEST_CASE("families: IPv6 that is broken as a whole is not the target's fault") {
    CHECK(combine(four(up), six(down), true).state == up);
    CHECK(combine(six(down), four(up), true).state == up);
    CHECK(combine(four(down), six(up), true).state == TargetState::degraded);
}

TEST_CASE("families: what is not known of one does not speak for both") {
    CHECK(combine(four(up), six(unknown), false).state == up);
    CHECK(combine(four(down), six(unknown), false).state == down);
    CHECK(combine(four(unknown), six(up), false).state == unknown);
    auto no_way = six(unknown);
    no_way.local_error = 101;
    CHECK(combine(no_way, four(up), false).state == up);
    CHECK(combine(four(TargetState::paused), six(up), false).state == TargetState::paused);
}

TEST_CASE("families: the companion is the same check over the other family, and hidden") {
    TargetSpec shop;
    shop.name = "Shop";
    shop.check.host = "shop.test";
    shop.parent = "Router";
    REQUIRE(follows_any(shop));
    const auto c = companion(shop, Family::ipv6);
    CHECK(c.check.kind == CheckKind::icmp6);
    CHECK(c.hidden);
    CHECK(c.parent.empty());
    CHECK_FALSE(follows_any(c));
    shop.check.kind = CheckKind::https;
    CHECK(companion(shop, Family::ipv4).options.family == FamilyWish::ipv4);
    shop.check.host = "192.0.2.1";
    CHECK_FALSE(follows_any(shop));
    const auto a = *IpAddress::parse("192.0.2.1");
    const auto aaaa = *IpAddress::parse("2001:db8::1");
    CHECK(other_family({a, aaaa}, std::nullopt) == Family::ipv6);
    CHECK(other_family({a, aaaa}, aaaa) == Family::ipv4);
    CHECK_FALSE(other_family({a}, std::nullopt));
}
