#include "agent/engine/metrics/windows.h"

#include <doctest/doctest.h>

#include "tests/unit/engine/metrics/feed.h"

using namespace traypulse;
using namespace traypulse::metrics;
using namespace traypulse::metrics::test;

TEST_CASE("each window holds what became known since its begin, and nothing else") {
    TargetMetrics m;
    std::vector<MonoTime> times;
    const Nanoseconds from = 1000h;
    std::uint64_t sequence = 0;
    // Steps that fit no part's width; a silence of 400 s in between.
    for (Nanoseconds t{}; t < 3h; t += t == 7000s ? Nanoseconds(400s) : Nanoseconds(700ms)) {
        m.add(sample(from + t, sequence++, Fate::answered, 20ms));
        times.push_back(MonoTime(from + t));
        if (sequence % 97 != 0) continue;
        for (const auto w : kWindows) {
            const auto now = at(from + t);
            const auto begin = Windows::begin(w, now.mono);
            const auto inside =
                std::count_if(times.begin(), times.end(), [&](MonoTime x) { return x >= begin; });
            CHECK(m.report(now).of(w).sent == static_cast<std::uint64_t>(inside));
        }
    }
}

TEST_CASE("windows reach back as far as they say") {
    const auto now = MonoTime(100h + 123456ms);
    CHECK(now - Windows::begin(Window::minute, now) >= 1min);
    CHECK(now - Windows::begin(Window::minute, now) < 65s);
    CHECK(now - Windows::begin(Window::five_minutes, now) >= 5min);
    CHECK(now - Windows::begin(Window::five_minutes, now) < 330s);
    CHECK(now - Windows::begin(Window::hour, now) >= 1h);
    CHECK(now - Windows::begin(Window::hour, now) < 65min);
}

TEST_CASE("what is old is forgotten without a new sample") {
    TargetMetrics m;
    for (std::uint64_t n = 0; n < 10; ++n) m.add(sample(1h + 1s * n, n, Fate::answered, 20ms));
    CHECK(m.report(at(1h + 20s)).of(Window::minute).sent == 10);
    CHECK(m.report(at(1h + 2min)).of(Window::minute).sent == 0);
    CHECK(m.report(at(1h + 2min)).of(Window::five_minutes).sent == 10);
    CHECK(m.report(at(1h + 10min)).of(Window::five_minutes).sent == 0);
    CHECK(m.report(at(1h + 10min)).of(Window::hour).sent == 10);
    CHECK(m.report(at(2h + 10min)).of(Window::hour).sent == 0);
}

TEST_CASE("a route change is told once it has stood; siblings that take turns are none") {
    const auto answers = [](TtlWatch& w, Nanoseconds from, Nanoseconds until, std::uint8_t ttl) {
        for (auto t = from; t < until; t += 2s) w.answered(at(t), Ttl(ttl));
    };
    TtlWatch change;
    answers(change, 0s, 10min, 57);
    answers(change, 10min, 10min + 50s, 55);
    CHECK(change.changes().empty());
    answers(change, 10min + 50s, 12min, 55);
    REQUIRE(change.changes().size() == 1);
    CHECK(change.changes()[0].at.mono == MonoTime(10min));
    CHECK(change.changes()[0].before == Ttl(57));
    CHECK(change.changes()[0].after == Ttl(55));
    CHECK(change.usual() == Ttl(55));

    TtlWatch flap;  // twice a minute, for an hour
    for (int i = 0; i < 120; ++i) answers(flap, 30s * i, 30s * (i + 1), i % 2 == 0 ? 57 : 58);
    CHECK(flap.changes().empty());

    TtlWatch each;  // every other answer another way
    for (int i = 0; i < 1000; ++i) each.answered(at(2s * i), Ttl(i % 2 == 0 ? 57 : 58));
    CHECK(each.changes().empty());

    TtlWatch slow;  // turns of two minutes are told once
    for (int i = 0; i < 30; ++i) answers(slow, 2min * i, 2min * (i + 1), i % 2 == 0 ? 57 : 58);
    CHECK(slow.changes().size() == 1);

    TtlWatch unknown;
    answers(unknown, 0s, 10min, 0);
    CHECK_FALSE(unknown.usual());
}
