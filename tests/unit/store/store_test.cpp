#include "agent/store/store.h"

#include <doctest/doctest.h>

#include "tests/unit/store/rig.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace traypulse::test;

namespace {

std::vector<Sample> all_samples(const std::string& path, HistoryTarget target) {
    History history(path);
    std::vector<Sample> out;
    const auto read =
        history.samples(target, {WallTime{}, kNoon + 24h * 365}, [&](const Sample& s) {
            out.push_back(s);
            return true;
        });
    REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
    return out;
}

}  // namespace

TEST_CASE("samples come back as they were, before and after they are packed") {
    StoreRig rig;
    std::vector<Sample> put;
    {
        Store store(rig.options());
        store.set_targets(two_targets(), kNoon);
        for (int i = 0; i < 200; ++i) {
            auto s = i % 10 == 3 ? timed_out(kRouter, kNoon + i * 1s)
                                 : answered(kRouter, kNoon + i * 1s, 12ms + i * 1us);
            if (i % 50 == 7) s.outcome = Outcome::unreachable;
            put.push_back(s);
            store.put(s);
        }
        store.put(answered(kShop, kNoon + 1s, 80ms));
        REQUIRE(store.flush(5s).ok());
        CHECK(store.status().written == 201);
        CHECK(store.status().waiting == 0);
        CHECK_FALSE(store.status().trouble);
        const auto read = all_samples(rig.path, HistoryTarget{1});
        REQUIRE(read.size() == put.size());
        rig.clock.pass(10min);
        store.put(answered(kShop, kNoon + 10min, 80ms));
        REQUIRE(store.flush(5s).ok());
    }
    CHECK(sql(rig.path, "SELECT count(*) FROM recent_sample") == std::vector<std::string>{"1"});
    CHECK(sql(rig.path, "SELECT sum(sent), sum(lost) FROM minutes WHERE target = 'Router'") ==
          sql(rig.path, "SELECT sum(sent), sum(lost) FROM hours WHERE target = 'Router'"));
    auto read = all_samples(rig.path, HistoryTarget{1});
    REQUIRE(read.size() == put.size());
    for (std::size_t i = 0; i < put.size(); ++i) {
        auto expected = put[i];
        expected.target = {};
        CHECK(read[i] == expected);
    }
}

TEST_CASE("a sample of a target that nobody named is counted, and harms no other") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    store.put(answered(TargetId{99}, kNoon, 1ms));
    store.put(answered(kRouter, kNoon, 1ms));
    REQUIRE(store.flush(5s).ok());
    CHECK(store.status().strangers == 1);
    CHECK(store.status().written == 1);
}

TEST_CASE("when memory is full, the rest is counted, told, and stands in the history") {
    StoreRig rig(std::string("/nonexistent-directory/history.db"));
    auto options = rig.options();
    options.most_samples_waiting = 100;
    Store store(options);
    store.set_targets(two_targets(), kNoon);
    for (int i = 0; i < 150; ++i) store.put(answered(kRouter, kNoon + i * 1s, 1ms));
    CHECK_FALSE(store.flush(50ms).ok());
    const auto status = store.status();
    CHECK(status.dropped == 50);
    CHECK(status.waiting == 101);
    REQUIRE(status.trouble);
    CHECK(status.trouble->code == ErrorCode::permission);
    CHECK(rig.news.count(StoreNews::Kind::dropped) == 1);
}

TEST_CASE("what waited in vain until the end is told") {
    StoreRig rig(std::string("/nonexistent-directory/history.db"));
    {
        Store store(rig.options());
        store.set_targets(two_targets(), kNoon);
        store.put(answered(kRouter, kNoon, 1ms));
    }
    CHECK(rig.news.count(StoreNews::Kind::dropped) == 1);
}

TEST_CASE("the end of the program writes what waits and ends what lasts") {
    StoreRig rig;
    {
        auto options = rig.options();
        options.batch_every = 1h;
        Store store(options);
        store.set_targets(two_targets(), kNoon);
        store.put(StateChange{kRouter, TargetState::up, kNoon, ""});
        store.put(answered(kRouter, kNoon, 1ms));
        store.put(Event{EventKind::program_stop, kNoon, {}, "quit"});
        rig.clock.pass(90s);
    }
    CHECK(all_samples(rig.path, HistoryTarget{1}).size() == 1);
    CHECK(sql(rig.path, "SELECT state, seconds FROM intervals") ==
          std::vector<std::string>{"up|90.0"});
    CHECK(sql(rig.path, "SELECT kind, text FROM events") ==
          std::vector<std::string>{"program_stop|quit"});
}
