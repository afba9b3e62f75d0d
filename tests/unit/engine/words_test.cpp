#include "agent/engine/words.h"

#include <doctest/doctest.h>

#include <chrono>

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

const WallTime kNow{1'700'000'000s};

std::string clock_text(WallTime t) { return t == kNow - 4min ? "14:02" : "15:00"; }

TargetView target(std::uint32_t id, std::string name, TargetState state) {
    TargetView t;
    t.id = TargetId(id);
    t.name = std::move(name);
    t.state = state;
    t.since = kNow - 4min;
    t.sent = 10;
    if (state == TargetState::up) t.rtt = Rtt(12ms);
    return t;
}

Snapshot online() {
    Snapshot s;
    s.taken = kNow;
    s.verdict.glance = Glance::up;
    s.verdict.since = kNow - 4min;
    s.targets = {target(1, "Router", TargetState::up), target(2, "Shop", TargetState::up)};
    return s;
}

Snapshot shop_down() {
    auto s = online();
    s.targets[1].state = TargetState::down;
    s.targets[1].rtt.reset();
    s.verdict.glance = Glance::down;
    s.verdict.cause = Cause::target_down;
    s.verdict.affected = {TargetId(2)};
    return s;
}

}  // namespace

TEST_CASE("latency has units that fit its size") {
    CHECK(words::latency(Rtt(0ns)) == "< 1 ms");
    CHECK(words::latency(Rtt(999us)) == "< 1 ms");
    CHECK(words::latency(Rtt(1ms)) == "1 ms");
    CHECK(words::latency(Rtt(239'600us)) == "240 ms");
    CHECK(words::latency(Rtt(999'400us)) == "999 ms");
    CHECK(words::latency(Rtt(999'600us)) == "1.0 s");
    CHECK(words::latency(Rtt(1240ms)) == "1.2 s");
    CHECK(words::latency(Rtt(1960ms)) == "2.0 s");
}

TEST_CASE("the number on the icon never has more than three characters") {
    CHECK(words::latency_short(Rtt(400us)) == "<1");
    CHECK(words::latency_short(Rtt(8ms)) == "8");
    CHECK(words::latency_short(Rtt(240ms)) == "240");
    CHECK(words::latency_short(Rtt(1040ms)) == "1s");
    for (auto ms = 1ms; ms < 4'000'000ms; ms = ms * 3 / 2 + 1ms)
        CHECK(words::latency_short(Rtt(ms)).size() <= 3);
}

TEST_CASE("durations name two units, or one") {
    CHECK(words::duration(0s) == "0 s");
    CHECK(words::duration(-5s) == "0 s");
    CHECK(words::duration(41s) == "41 s");
    CHECK(words::duration(200s) == "3 min 20 s");
    CHECK(words::duration(180s) == "3 min");
    CHECK(words::duration(2h + 5min + 3s) == "2 h 5 min");
    CHECK(words::duration(76h) == "3 d 4 h");
    CHECK(words::duration(72h + 5min) == "3 d");
    CHECK(words::duration_short(239s) == "3 min");
    CHECK(words::duration_short(59s) == "59 s");
    CHECK(words::duration_short(49h) == "2 d");
}

TEST_CASE("online: the same words in menu and tooltip") {
    const auto s = online();
    CHECK(words::headline(s) == "Online · 12 ms");
    CHECK(words::sentence(s, clock_text) == "Online · 12 ms");
    CHECK(words::worst_targets(s, 3).empty());
}

TEST_CASE("one target down: who, since when, and that the others are fine") {
    auto s = shop_down();
    CHECK(words::cause_title(s) == "Shop is down");
    CHECK(words::headline(s) == "Shop is down · 4 min");
    CHECK(words::sentence(s, clock_text) == "Shop is down since 14:02 · 1 other fine");
    CHECK(words::worst_targets(s, 3) == "Shop: down 4 min");
    s.targets.push_back(target(3, "Office", TargetState::up));
    CHECK(words::sentence(s, clock_text) == "Shop is down since 14:02 · 2 others fine");
}

TEST_CASE("several targets down are counted") {
    auto s = shop_down();
    s.targets[0].state = TargetState::down;
    s.verdict.affected = {TargetId(1), TargetId(2)};
    CHECK(words::cause_title(s) == "2 targets are down");
    CHECK(words::sentence(s, clock_text) == "2 targets are down since 14:02");
}

TEST_CASE("a cause beyond the targets speaks for all of them") {
    auto s = shop_down();
    s.verdict.cause = Cause::provider_outage;
    CHECK(words::headline(s) == "Provider outage · 4 min");
    CHECK(words::sentence(s, clock_text) == "Provider outage since 14:02");
}

TEST_CASE("paused and unknown say so and why") {
    auto s = online();
    s.verdict.glance = Glance::paused;
    s.paused_all = true;
    s.paused_until = kNow + 15min;
    CHECK(words::headline(s) == "Paused");
    CHECK(words::sentence(s, clock_text) == "Paused until 15:00");
    s = online();
    s.verdict.glance = Glance::unknown;
    CHECK(words::headline(s) == "No data yet");
    s.verdict.reason = "the helper is not answering";
    CHECK(words::headline(s) == "Unknown · the helper is not answering");
    s.targets.clear();
    s.verdict.reason.clear();
    CHECK(words::headline(s) == "Nothing is watched");
}

TEST_CASE("the value beside a target") {
    auto t = target(1, "Shop", TargetState::down);
    CHECK(words::target_value(t, kNow) == "down 4 min");
    t.state = TargetState::paused;
    CHECK(words::target_value(t, kNow) == "paused");
    t.state = TargetState::unknown;
    CHECK(words::target_value(t, kNow) == "unknown");
    t.sent = 0;
    CHECK(words::target_value(t, kNow) == "no data yet");
    t.enabled = false;
    CHECK(words::target_value(t, kNow) == "off");
    CHECK(words::target_value(target(1, "Shop", TargetState::up), kNow) == "12 ms");
}

TEST_CASE("the worst come first and the rest is counted") {
    auto s = online();
    s.targets = {target(1, "A", TargetState::degraded), target(2, "B", TargetState::degraded),
                 target(3, "C", TargetState::down), target(4, "D", TargetState::up)};
    s.targets[0].loss = 0.1;
    s.targets[1].loss = 0.3;
    s.targets[1].rtt = Rtt(40ms);
    CHECK(words::worst_targets(s, 2) == "C: down 4 min\nB: 40 ms, 30 % lost\nand 1 more");
    CHECK(words::worst_targets(s, 0).empty());
}
