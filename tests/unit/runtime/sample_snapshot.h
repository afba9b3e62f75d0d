// One verdict with everything in it, and phrases that need no time zone.
#pragma once

#include <string>

#include "agent/runtime/control_render.h"

inline traypulse::Snapshot sample_snapshot() {
    using namespace traypulse;
    using namespace std::chrono_literals;
    const WallTime noon{
        std::chrono::microseconds(1717243200'000001)};  // 2024-06-01T12:00:00.000001Z
    Snapshot s;
    s.revision = 7;
    s.taken = noon + 5s;
    s.verdict.glance = Glance::down;
    s.verdict.cause = Cause::target_down;
    s.verdict.confidence = Confidence::likely;
    s.verdict.since = noon;
    s.verdict.affected = {TargetId(2)};
    TargetView router;
    router.id = TargetId(1);
    router.name = "Router";
    router.check = "icmp://@router";
    router.address = "192.0.2.1";
    router.state = TargetState::up;
    router.since = noon;
    router.rtt = Rtt(1234567ns);
    router.jitter = 250us;
    router.sent = 10;
    router.received = 10;
    TargetView shop;
    shop.id = TargetId(2);
    shop.name = "Shöp \"x\"\x1b[31m";
    shop.check = "icmp://shop.example";
    shop.state = TargetState::down;
    shop.since = noon;
    shop.loss = 1;
    s.targets = {router, shop};
    s.evidence = {{"Router (192.0.2.1)", "answers, 1 ms", noon}};
    s.held_back = {{noon, "Shop is down", "notifications are muted until 15:00"}};
    s.muted = true;
    s.muted_until = noon + 3h;
    s.channel = "helper";
    return s;
}

inline traypulse::control::Phrases sample_phrases() {
    using namespace traypulse;
    return {[](const Snapshot& s) { return "verdict " + std::string(to_string(s.verdict.cause)); },
            [](const Snapshot&, int) { return std::string("Shop down"); },
            [](const TargetView& t, WallTime) {
                return t.rtt ? std::string("1 ms") : std::string("down 5 s");
            },
            [](WallTime t) {
                return std::to_string(t.time_since_epoch().count() / 3'600'000'000 % 24) + ":00";
            },
            [](WallTime t) {
                return "at " + std::to_string(t.time_since_epoch().count() / 1'000'000 % 86'400);
            }};
}
