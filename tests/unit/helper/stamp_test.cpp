#include "helper/stamp.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace traypulse::helper;
using namespace std::chrono_literals;

namespace {
// Both clocks `after` the send, the real one having been set by `step` since.
Stamp later(const Stamp& sent, Nanoseconds after, Nanoseconds step = 0ns) {
    return {sent.real + after + step, sent.mono + after};
}
const Stamp kSent{1'700'000'000s, MonoTime{1000s}};
}  // namespace

TEST_CASE("the round-trip time is the difference of the kernel's stamps") {
    CHECK(round_trip(kSent, kSent.real + 5ms, later(kSent, 7ms)) == Rtt{5ms});
    CHECK(round_trip(kSent, kSent.real, later(kSent, 7ms)) == Rtt{0ns});
}

TEST_CASE("a step of the clock changes nothing, whenever it comes") {
    for (const Nanoseconds step : std::initializer_list<Nanoseconds>{3600s, -3600s, 2ms, -2ms,
                                                                     86400s * 365, -86400s * 365}) {
        // before the reply came
        CHECK(round_trip(kSent, kSent.real + 5ms + step, later(kSent, 6ms, step)) == Rtt{5ms});
        // after it came, before it was read (a step within the time that passed can't be told
        // apart)
        if (step > 6ms || step < -6ms)
            CHECK(round_trip(kSent, kSent.real + 5ms, later(kSent, 6ms, step)) == Rtt{5ms});
    }
}

TEST_CASE("it is never negative, and never longer than what passed") {
    CHECK(round_trip(kSent, kSent.real - 1us, later(kSent, 1ms)) == Rtt{0ns});
    CHECK(round_trip(kSent, kSent.real + 2ms, later(kSent, 1ms)) == Rtt{1ms});
    CHECK(round_trip(kSent, kSent.real + 999s, later(kSent, 1ms, 10s)) == Rtt{1ms});
    CHECK(round_trip(kSent, Nanoseconds::zero(), later(kSent, 1ms)) == Rtt{0ns});
}
