#include <doctest/doctest.h>

#include "tests/unit/store/rig.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace traypulse::test;
using Lines = std::vector<std::string>;

TEST_CASE("with sqlite3 a person reads samples, rollups, intervals, outages and events") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    for (int i = 0; i < 120; ++i)
        store.put(i % 60 == 30 ? timed_out(kRouter, kNoon + i * 1s)
                               : answered(kRouter, kNoon + i * 1s + std::chrono::microseconds(i),
                                          10ms + i * 1us));
    store.put(StateChange{kRouter, TargetState::up, kNoon, ""});
    store.put(StateChange{kRouter, TargetState::down, kNoon + 60s, "no answer"});
    OutageRecord outage;
    outage.id = 7;
    outage.cause = Cause::router_unreachable;
    outage.began = kNoon + 60s;
    outage.ended = kNoon + 90s;
    outage.how = "recovered";
    outage.affected = {"Router", "Shop"};
    outage.evidence = {{"Router", "no answer", kNoon + 60s}};
    store.put(outage);
    store.put(Event{EventKind::route, kNoon + 5s, kRouter, "hop 3 was a and is b"});
    REQUIRE(store.flush(5s).ok());
    const std::string some =
        "SELECT time, outcome, rtt_ms, ttl, responder FROM samples WHERE target = 'Router' "
        "AND minute = unixepoch('2024-06-01 12:01') / 60 ORDER BY time LIMIT 2 OFFSET 29";
    const Lines expected{"2024-06-01 12:01:29.000089|answered|10.089|64|192.0.2.1",
                         "2024-06-01 12:01:30.000000|timeout|NULL|NULL|"};
    CHECK(sql(rig.path, some) == expected);  // not packed

    rig.clock.pass(10min);
    store.put(answered(kRouter, kNoon + 10min, 10ms));
    REQUIRE(store.flush(5s).ok());
    CHECK(sql(rig.path, "SELECT count(*) FROM recent_sample") == Lines{"1"});
    CHECK(sql(rig.path, some) == expected);  // packed
    CHECK(sql(rig.path, "SELECT count(*), round(sum(rtt_ms), 3) FROM samples") ==
          Lines{"121|1197.02"});
    CHECK(sql(rig.path, "SELECT time, sent, lost, rtt_min_ms, rtt_max_ms FROM minutes") ==
          Lines{"2024-06-01 12:00:00|60|1|10.0|10.059", "2024-06-01 12:01:00|60|1|10.06|10.119"});
    CHECK(sql(rig.path, "SELECT target, time, sent, lost FROM hours") ==
          Lines{"Router|2024-06-01 12:00:00|120|2"});
    CHECK(sql(rig.path, "SELECT target, state, began, ended, reason FROM intervals") ==
          Lines{"Router|up|2024-06-01 12:00:00|2024-06-01 12:01:00|",
                "Router|down|2024-06-01 12:01:00|NULL|no answer"});
    CHECK(sql(rig.path, "SELECT number, cause, seconds, how, affected FROM outages") ==
          Lines{"7|router_unreachable|30.0|recovered|Router, Shop"});
    CHECK(sql(rig.path, "SELECT * FROM evidence") ==
          Lines{"7|2024-06-01 12:01:00|Router|no answer"});
    CHECK(sql(rig.path, "SELECT * FROM events WHERE kind = 'route'") ==
          Lines{"2024-06-01 12:00:05|route|Router|hop 3 was a and is b"});
    CHECK(sql(rig.path, "SELECT name, \"check\", removed FROM targets") ==
          Lines{"Router|icmp://192.0.2.1|NULL", "Shop|https://shop.example/|NULL"});
}
