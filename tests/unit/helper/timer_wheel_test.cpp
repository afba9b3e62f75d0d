#include "helper/timer_wheel.h"

#include <doctest/doctest.h>

#include <map>
#include <random>

using namespace traypulse;
using namespace traypulse::helper;
using namespace std::chrono_literals;

namespace {
constexpr MonoTime kWheelStart{1'000'000'000'123ns};
}

TEST_CASE("nothing is due before its nanosecond, and everything at it") {
    for (const Nanoseconds after : std::initializer_list<Nanoseconds>{
             0ns, 1ns, 999'999ns, 1'000'000ns, 63ms, 64ms, 65ms, 4096ms, 4097ms, 300s, 5h, 500h}) {
        TimerWheel wheel(kWheelStart);
        wheel.set(7, kWheelStart + after);
        if (after > 0ns) CHECK_FALSE(wheel.take_due(kWheelStart + after - 1ns));
        CHECK(wheel.is_set(7));
        CHECK(wheel.take_due(kWheelStart + after) == 7U);
        CHECK_FALSE(wheel.is_set(7));
        CHECK_FALSE(wheel.take_due(kWheelStart + after + 1000h));
        CHECK_FALSE(wheel.next());
    }
}

TEST_CASE("a cancelled or moved deadline does not come") {
    TimerWheel wheel(kWheelStart);
    wheel.set(0, kWheelStart + 10ms);
    wheel.set(1, kWheelStart + 10ms);
    wheel.set(2, kWheelStart + 10ms);
    wheel.cancel(1);
    wheel.set(2, kWheelStart + 20ms);
    wheel.cancel(99);
    CHECK(wheel.take_due(kWheelStart + 15ms) == 0U);
    CHECK_FALSE(wheel.take_due(kWheelStart + 15ms));
    CHECK(wheel.take_due(kWheelStart + 20ms) == 2U);
}

TEST_CASE("following next() from one moment to the next takes every deadline at its time") {
    std::mt19937_64 random(5);
    for (int round = 0; round < 20; ++round) {
        TimerWheel wheel(kWheelStart);
        std::map<std::uint32_t, MonoTime> model;
        for (std::uint32_t id = 0; id < 300; ++id) {
            const auto exponent = random() % 42;
            const auto deadline =
                kWheelStart + Nanoseconds{static_cast<std::int64_t>(random() % (1ULL << exponent))};
            wheel.set(id, deadline);
            model[id] = deadline;
        }
        auto now = kWheelStart;
        int wakes = 0;
        while (const auto next = wheel.next()) {
            REQUIRE(++wakes < 10'000);
            now = std::max(now, *next);
            for (const auto& [id, deadline] : model) REQUIRE(deadline >= *next);  // never late
            while (const auto id = wheel.take_due(now)) {
                REQUIRE(model.contains(*id));
                REQUIRE(model[*id] <= now);
                model.erase(*id);
                // Some begin anew, as streams do.
                if (random() % 4 == 0 && round % 2 == 0) {
                    model[*id] =
                        now + Nanoseconds{static_cast<std::int64_t>(random() % 5'000'000'000)};
                    wheel.set(*id, model[*id]);
                }
            }
            for (const auto& [id, deadline] : model)
                REQUIRE(deadline > now);  // nothing left behind
        }
        CHECK(model.empty());
    }
}

TEST_CASE("a leap over hours loses nothing") {
    TimerWheel wheel(kWheelStart);
    for (std::uint32_t id = 0; id < 1000; ++id) wheel.set(id, kWheelStart + 17ms * id);
    int taken = 0;
    while (wheel.take_due(kWheelStart + 3h)) ++taken;
    CHECK(taken == 1000);
    wheel.set(1, kWheelStart + 4h);
    CHECK_FALSE(wheel.take_due(kWheelStart + 4h - 1ns));
    CHECK(wheel.take_due(kWheelStart + 4h) == 1U);
}
