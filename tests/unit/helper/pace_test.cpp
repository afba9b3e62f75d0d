#include "helper/pace.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace traypulse::helper;
using namespace std::chrono_literals;

TEST_CASE("pace: the shortest interval is known to a factor of two, as streams come and go") {
    Intervals intervals;
    CHECK(intervals.least() == Nanoseconds::max());
    intervals.add(1s);
    CHECK(intervals.least() <= 1s);
    CHECK(intervals.least() > 500ms);
    intervals.add(10ms);
    intervals.add(10ms);
    CHECK(intervals.least() <= 10ms);
    CHECK(intervals.least() > 5ms);
    intervals.remove(10ms);
    CHECK(intervals.least() <= 10ms);
    intervals.remove(10ms);
    CHECK(intervals.least() > 500ms);
    intervals.add(0ns);
    CHECK(intervals.least() == 1ns);
}

TEST_CASE("pace: few streams are served at once, many in steps that grow no burst") {
    CHECK(tick_of(1, 1s) == kShortestTick);
    CHECK(tick_of(kTickRate - 1, 1s) == kShortestTick);
    CHECK(tick_of(100, 1s) == kLongestTick);
    for (std::uint64_t rate = kTickRate; rate <= 50'000; rate += 7) {
        const auto tick = tick_of(rate, 1s);
        CHECK(tick >= kShortestTick);
        CHECK(tick <= kLongestTick);
        CHECK(rate * static_cast<std::uint64_t>(tick.count()) <= kPacketsATick * 1'000'000'000);
    }
    CHECK(tick_of(200'000, 1s) == kShortestTick);
}

TEST_CASE("pace: a step is a small part of the shortest interval") {
    CHECK(tick_of(100, 10ms) == kShortestTick);
    CHECK(tick_of(100, 100ms) == 10ms);
    CHECK(tick_of(100, 1ns) == kShortestTick);
    CHECK(tick_of(100, Nanoseconds::max()) == kLongestTick);
}
