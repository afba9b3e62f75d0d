#include <doctest/doctest.h>

#include "tests/unit/store/rig.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace traypulse::test;
using Lines = std::vector<std::string>;

namespace {
constexpr const char* kTargets = "SELECT id, name, removed FROM targets ORDER BY id";
}

TEST_CASE("a renamed target keeps its history, one with another check is another") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    store.put(answered(kRouter, kNoon, 1ms));
    store.set_targets({{TargetId{3}, "Gateway", "icmp://192.0.2.1"},
                       {TargetId{4}, "Shop", "https://shop.example/cart"}},
                      kNoon + 60s);
    store.put(answered(TargetId{3}, kNoon + 61s, 2ms));
    store.put(answered(TargetId{4}, kNoon + 61s, 3ms));
    store.put(answered(kShop, kNoon + 62s, 4ms));  // on its way when it was taken out
    REQUIRE(store.flush(5s).ok());
    CHECK(sql(rig.path, kTargets) ==
          Lines{"1|Gateway|NULL", "2|Shop|2024-06-01 12:01:00", "3|Shop|NULL"});
    CHECK(sql(rig.path, "SELECT target, rtt FROM recent_sample ORDER BY rtt") ==
          Lines{"1|1000000", "1|2000000", "3|3000000", "2|4000000"});
}

TEST_CASE("a target that comes back goes on where it was, and removal ends its interval") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    store.put(StateChange{kShop, TargetState::up, kNoon, ""});
    store.set_targets({two_targets()[0]}, kNoon + 60s);
    store.set_targets({{TargetId{9}, "Shop", "https://shop.example/"}, two_targets()[0]},
                      kNoon + 120s);
    store.put(StateChange{TargetId{9}, TargetState::down, kNoon + 121s, ""});
    REQUIRE(store.flush(5s).ok());
    CHECK(sql(rig.path, kTargets) == Lines{"1|Router|NULL", "2|Shop|NULL"});
    CHECK(sql(rig.path, "SELECT target, state, began, ended FROM intervals") ==
          Lines{"Shop|up|2024-06-01 12:00:00|2024-06-01 12:01:00",
                "Shop|down|2024-06-01 12:02:01|NULL"});
}

TEST_CASE("two targets that exchange their names keep their histories; twins share one") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets({{kRouter, "A", "icmp://192.0.2.1"}, {kShop, "B", "icmp://192.0.2.2"}},
                      kNoon);
    REQUIRE(store.flush(5s).ok());
    store.set_targets({{kRouter, "B", "icmp://192.0.2.1"}, {kShop, "A", "icmp://192.0.2.2"}},
                      kNoon + 1s);
    REQUIRE(store.flush(5s).ok());
    CHECK(sql(rig.path, kTargets) == Lines{"1|B|NULL", "2|A|NULL"});
    store.set_targets({{kRouter, "B", "icmp://192.0.2.1"}, {kShop, "B", "icmp://192.0.2.1"}},
                      kNoon + 2s);
    store.put(answered(kRouter, kNoon + 3s, 1ms));
    store.put(answered(kShop, kNoon + 3s, 2ms));
    REQUIRE(store.flush(5s).ok());
    CHECK(sql(rig.path, "SELECT DISTINCT target FROM recent_sample") == Lines{"1"});
}
