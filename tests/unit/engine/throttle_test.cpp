#include "agent/engine/throttle.h"

#include <doctest/doctest.h>

using namespace traypulse;

namespace {

constexpr ThrottleLimits kLimits{};
constexpr ThrottleReading kHeavy{7.04, 30'000'000, false, false};
constexpr ThrottleReading kLight{1.0, 30'000'000, false, false};

ThrottleDecision many(Throttle& t, const ThrottleReading& r, int times) {
    ThrottleDecision out;
    for (int i = 0; i < times; ++i) out = t.on_reading(kLimits, r);
    return out;
}

}  // namespace

TEST_CASE("three readings above the limit are a step, and more of them more steps, to eight") {
    Throttle t;
    CHECK(many(t, kHeavy, 2).factor == 1);
    const auto slower = many(t, kHeavy, 1);
    CHECK(slower.factor == 2);
    CHECK(slower.why == "CPU 7 % of one core, limit 5 %");
    CHECK(many(t, kHeavy, 2).factor == 2);
    CHECK(many(t, kHeavy, 1).factor == 4);
    CHECK(many(t, kHeavy, 3).factor == 8);
    CHECK(many(t, kHeavy, 30).factor == 8);
}

TEST_CASE("a burst is none") {
    Throttle t;
    for (int i = 0; i < 20; ++i) {
        CHECK(many(t, kHeavy, 2).factor == 1);
        CHECK(many(t, kLight, 1).factor == 1);
    }
}

TEST_CASE("back in steps after twelve light readings each, and the words last as long") {
    Throttle t;
    many(t, kHeavy, 6);
    CHECK(many(t, kLight, 11).factor == 4);
    const auto half = many(t, kLight, 1);
    CHECK(half.factor == 2);
    CHECK_FALSE(half.why.empty());
    CHECK(many(t, kLight, 11).factor == 2);
    const auto whole = many(t, kLight, 1);
    CHECK(whole.factor == 1);
    CHECK(whole.why.empty());
}

TEST_CASE("what would be too much at twice the pace does not bring it back") {
    Throttle t;
    many(t, kHeavy, 3);
    CHECK(many(t, {4.0, 30'000'000, false, false}, 100).factor == 2);
    // Nor do light readings that are not in a row.
    for (int i = 0; i < 10; ++i) {
        many(t, kLight, 11);
        CHECK(many(t, {4.0, 30'000'000, false, false}, 1).factor == 2);
    }
}

TEST_CASE("too much memory wishes for trimming with each step") {
    Throttle t;
    constexpr ThrottleReading kFat{1.0, 120'400'000, false, false};
    CHECK_FALSE(many(t, kFat, 2).trim);
    const auto d = many(t, kFat, 1);
    CHECK(d.trim);
    CHECK(d.why == "memory 120 MB, limit 100 MB");
    CHECK_FALSE(many(t, kFat, 1).trim);
    CHECK(many(t, {9.0, 120'400'000, false, false}, 2).why ==
          "CPU 9 % of one core, limit 5 %; memory 120 MB, limit 100 MB");
}

TEST_CASE("on battery and metered only where it is wished, and at once both ways") {
    Throttle t;
    constexpr ThrottleReading kAway{1.0, 30'000'000, true, true};
    CHECK(t.on_reading(kLimits, kAway).factor == 1);
    auto limits = kLimits;
    limits.slow_on_battery = limits.slow_on_metered = true;
    const auto d = t.on_reading(limits, kAway);
    CHECK(d.factor == Throttle::kSaving);
    CHECK(d.why == "on battery; metered connection");
    CHECK(t.on_reading(limits, kLight) == ThrottleDecision{});
}

TEST_CASE("who changes the limits is obeyed with the next reading") {
    Throttle t;
    REQUIRE(many(t, kHeavy, 2 * Throttle::kAbove).factor == 4);
    ThrottleLimits more;
    more.cpu_percent = 100;
    CHECK(t.on_reading(more, kHeavy) == ThrottleDecision{});
    CHECK(t.on_reading(kLimits, kHeavy).factor == 1);
}
