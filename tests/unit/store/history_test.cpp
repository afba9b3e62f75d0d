#include "agent/store/history.h"

#include <doctest/doctest.h>

#include "tests/unit/store/rig.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace traypulse::test;

TEST_CASE("availability is up among what was judged; unknown, paused and the gaps are left out") {
    StoreRig rig;
    {
        Store store(rig.options());
        store.set_targets(two_targets(), kNoon);
        const auto state = [&](TargetState s, Nanoseconds at) {
            store.put(StateChange{
                kRouter, s, kNoon + std::chrono::duration_cast<std::chrono::microseconds>(at), ""});
        };
        state(TargetState::up, 0s);
        state(TargetState::up, 5min);  // the same again is nothing new
        state(TargetState::degraded, 10min);
        state(TargetState::down, 20min);
        state(TargetState::unknown, 25min);
        state(TargetState::paused, 30min);
        state(TargetState::up, 40min);
        rig.clock.pass(60min);
    }
    History history(rig.path);
    const auto all = history.availability(HistoryTarget{1}, {kNoon - 10min, kNoon + 70min});
    REQUIRE(all.ok());
    const auto& a = all.value();
    CHECK(a.up == Nanoseconds(30min));
    CHECK(a.degraded == Nanoseconds(10min));
    CHECK(a.down == Nanoseconds(5min));
    CHECK(a.unknown == Nanoseconds(25min));
    CHECK(a.paused == Nanoseconds(10min));
    CHECK(a.ratio() == doctest::Approx(30.0 / 45));
    const auto part = history.availability(HistoryTarget{1}, {kNoon + 5min, kNoon + 12min});
    CHECK(part.value().up == Nanoseconds(5min));
    CHECK(part.value().degraded == Nanoseconds(2min));
    CHECK_FALSE(
        history.availability(HistoryTarget{1}, {kNoon + 26min, kNoon + 35min}).value().ratio());
    const auto intervals = history.intervals(HistoryTarget{1}, {kNoon + 5min, kNoon + 12min});
    REQUIRE(intervals.value().size() == 2);
    CHECK(intervals.value()[0].from == kNoon);
    CHECK(intervals.value()[1].until == kNoon + 20min);
}

TEST_CASE("outages come back whole, open or over, and are updated in their place") {
    StoreRig rig;
    Store store(rig.options());
    OutageRecord r;
    r.id = 3;
    r.cause = Cause::provider_outage;
    r.confidence = Confidence::likely;
    r.network = "wlan0/192.0.2.1";
    r.began = kNoon;
    r.affected = {"Shop", "Router"};
    r.told = true;
    r.evidence = {{"Router (192.0.2.1)", "answers, 1 ms", kNoon}, {"1.1.1.1", "silent", kNoon}};
    store.put(r);
    REQUIRE(store.flush(5s).ok());
    History history(rig.path);
    auto found = history.outages({kNoon + 1h, kNoon + 2h});
    REQUIRE(found.value().size() == 1);
    CHECK_FALSE(found.value()[0].ended);
    r.ended = kNoon + 30min;
    r.how = "recovered";
    r.affected.pop_back();
    store.put(r);
    OutageRecord later = r;  // the same number from a new state directory
    later.began = kNoon + 24h;
    later.ended = kNoon + 25h;
    store.put(later);
    REQUIRE(store.flush(5s).ok());
    CHECK(history.outages({kNoon + 1h, kNoon + 2h}).value().empty());
    found = history.outages({kNoon, kNoon + 48h});
    REQUIRE(found.value().size() == 2);
    const auto& back = found.value()[0];
    CHECK(back.id == 3);
    CHECK(back.cause == r.cause);
    CHECK(back.confidence == r.confidence);
    CHECK(back.network == r.network);
    CHECK(back.began == r.began);
    CHECK(back.ended == r.ended);
    CHECK(back.how == r.how);
    CHECK(back.told);
    CHECK(back.affected == r.affected);
    REQUIRE(back.evidence.size() == 2);
    CHECK(back.evidence[0].value == "answers, 1 ms");
    CHECK(back.evidence[1].time == kNoon);
}

TEST_CASE("events of a range, in their order, with the target's name") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    store.put(Event{EventKind::program_start, kNoon, {}, "1.0"});
    store.put(Event{EventKind::network, kNoon + 2s, {}, "wlan0"});
    store.put(Event{EventKind::route, kNoon + 1s, kShop, "hop 3"});
    REQUIRE(store.flush(5s).ok());
    const auto found = History(rig.path).events({kNoon + 1s, kNoon + 3s});
    REQUIRE(found.value().size() == 2);
    CHECK(found.value()[0].kind == EventKind::route);
    CHECK(found.value()[0].target == "Shop");
    CHECK(found.value()[1].text == "wlan0");
    CHECK(found.value()[1].target.empty());
}

TEST_CASE("where there is no history yet, the error says so, and the file is found when it comes") {
    StoreRig rig;
    History history(rig.path);
    const auto none = history.targets();
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().code == ErrorCode::not_found);
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    REQUIRE(store.flush(5s).ok());
    const auto some = history.targets();
    REQUIRE(some.ok());
    REQUIRE(some.value().size() == 2);
    CHECK(some.value()[1].check == "https://shop.example/");
    CHECK(some.value()[1].added == kNoon);
    CHECK_FALSE(some.value()[1].removed);
}
