#include "agent/engine/clock_steps.h"

#include "tests/support/doctest_strings.h"

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

constexpr Instant kThen{MonoTime(1h), WallTime(1000h)};

Instant later(Nanoseconds awake, Nanoseconds clock) {
    return {kThen.mono + awake, kThen.wall + std::chrono::duration_cast<WallTime::duration>(clock)};
}

}  // namespace

TEST_CASE("a clock that goes on is not set, and one that is disciplined hardly is") {
    ClockSteps clock;
    CHECK(clock.look(kThen) == 0s);
    CHECK(clock.look(later(10min, 10min)) == 0s);
    for (int i = 1; i <= 100; ++i)
        CHECK(clock.look(later(10min + i * 1min, 10min + i * 1min + i * 30ms)) == 0s);
}

TEST_CASE("a step is told once, forwards and back") {
    ClockSteps clock;
    (void)clock.look(kThen);
    CHECK(clock.look(later(1min, 61min)) == 1h);
    CHECK(clock.look(later(2min, 62min)) == 0s);
    CHECK(clock.look(later(3min, 3min)) == -1h);
}

TEST_CASE("a sleep is no step, whoever learns of it first") {
    ClockSteps told;
    (void)told.look(kThen);
    CHECK(told.look(later(1min, 8h), 8h - 1min) == 0s);
    // A timer that ran before the news of the sleep came: what it moved is moved back.
    ClockSteps noticed;
    (void)noticed.look(kThen);
    CHECK(noticed.look(later(1min, 8h)) == 8h - 1min);
    CHECK(noticed.look(later(1min, 8h), 8h - 1min) == -(8h - 1min));
    // Stepped while it slept.
    ClockSteps both;
    (void)both.look(kThen);
    CHECK(both.look(later(1min, 9h), 8h - 1min) == 1h);
}

TEST_CASE("a machine that learns the date learns when what was saved ends") {
    ClockSteps clock;
    (void)clock.look(kThen);
    CHECK(clock.look(later(1min, 24h * 365 * 50)) == 0s);
    CHECK(clock.look(later(2min, 24h * 365 * 50 + 1min)) == 0s);
}
