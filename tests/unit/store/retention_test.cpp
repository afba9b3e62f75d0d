#include "agent/store/retention.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "agent/store/schema.h"
#include "tests/support/simnet/random.h"
#include "tests/unit/store/rig.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace traypulse::test;

namespace {

std::int64_t number(const std::string& path, const std::string& query) {
    return std::stoll(sql(path, query).at(0));
}
std::int64_t rows(const std::string& path, const std::string& table) {
    return number(path, "SELECT count(*) FROM " + table);
}

}  // namespace

TEST_CASE("each level is kept as long as it is told to, and what is over goes bit by bit") {
    StoreRig rig;
    auto options = rig.options();
    options.retention.sample_days = 1;
    options.retention.minute_days = 2;
    options.retention.hour_days = 3;
    Store store(options);
    store.set_targets(two_targets(), kNoon);
    store.put(StateChange{kRouter, TargetState::up, kNoon, ""});
    store.put(StateChange{kRouter, TargetState::down, kNoon + 1h, ""});
    store.put(Event{EventKind::network, kNoon, {}, "old"});
    for (int minute = 0; minute < 120; ++minute)
        store.put(answered(kRouter, kNoon + minute * 1min, 1ms));
    // Something is written at the new time, and what is due then is done before flush() returns.
    const auto pass = [&](Nanoseconds time) {
        rig.clock.pass(time);
        store.put(Event{EventKind::network, rig.clock.now().wall, {}, "new"});
        REQUIRE(store.flush(5s).ok());
    };
    pass(2h);
    CHECK(rows(rig.path, "sample_block") == 120);
    // A day and three hours later all samples are too old: an hour's go with each pass.
    pass(25h);
    CHECK(rows(rig.path, "sample_block") == 60);
    pass(1min);
    CHECK(rows(rig.path, "sample_block") == 0);
    CHECK(rows(rig.path, "minute_rollup") == 120);
    pass(24h);
    pass(1min);
    CHECK(rows(rig.path, "minute_rollup") == 0);
    CHECK(rows(rig.path, "hour_rollup") == 2);
    CHECK(rows(rig.path, "state_interval") == 2);
    pass(24h);
    CHECK(rows(rig.path, "hour_rollup") == 0);
    CHECK(rows(rig.path, "state_interval") == 1);  // the other one lasts
    CHECK(number(rig.path, "SELECT count(*) FROM event WHERE text = 'old'") == 0);
}

TEST_CASE("the size limit holds under load, and it is the oldest samples that go") {
    StoreRig rig;
    auto options = rig.options();
    options.retention.most_bytes = kLeastBytes;
    std::uint64_t most = 0;
    simnet::Random random(5);
    Store store(options);
    store.set_targets(two_targets(), kNoon);
    store.put(StateChange{kRouter, TargetState::up, kNoon, ""});
    // As fast as the disk takes it, some twice what there is room for: ten a second for a day.
    for (int i = 0; i < 1'500'000; i += 5000) {
        for (int n = i; n < i + 5000; n += 2)
            for (const auto target : {kRouter, kShop})
                store.put(answered(target, kNoon + n * 50ms,
                                   Nanoseconds(static_cast<std::int64_t>(1e9 * random.uniform()))));
        rig.clock.pass(250s);
        REQUIRE(store.flush(10s).ok());
        std::error_code gone;
        const auto file = std::filesystem::file_size(rig.path, gone);
        const auto log = std::filesystem::file_size(rig.path + "-wal", gone);
        most = std::max(most, file + log);
    }
    CHECK(store.status().dropped == 0);
    CHECK(store.status().written == 1'500'000);
    CHECK(most <=
          kLeastBytes + std::uint64_t{6} * 1024 * 1024);  // a log that is about to be written back
    // What is left of the samples is the newest, without a hole.
    const auto first = number(rig.path, "SELECT min(slot & 4294967295) FROM sample_block");
    const auto last = number(rig.path, "SELECT max(slot & 4294967295) FROM sample_block");
    CHECK(first > kNoon.time_since_epoch() / 1min);
    CHECK(rows(rig.path, "sample_block") == 2 * (last - first + 1));
    // Minutes and hours are older than that.
    CHECK(number(rig.path, "SELECT min(slot & 4294967295) FROM minute_rollup") < first);
    CHECK(number(rig.path, "SELECT sum(sent) FROM hours") >= 1'400'000);
    CHECK(rows(rig.path, "state_interval") == 1);
    CHECK(sql(rig.path, "PRAGMA integrity_check").at(0) == "ok");
}
