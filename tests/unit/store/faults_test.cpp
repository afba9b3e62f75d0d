// Everything in the way of a disk that can be, with the real thing.
#include <doctest/doctest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/support/eventually.h"
#include "tests/support/namespace.h"
#include "tests/unit/store/rig.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace traypulse::test;
using Lines = std::vector<std::string>;
namespace fs = std::filesystem;

namespace {

void put_seconds(Store& store, int from, int until) {
    for (int i = from; i < until; ++i) store.put(answered(kRouter, kNoon + i * 1s, 10ms + i * 1us));
}

/// Round-trip times as they were put: 10 ms and a microsecond more each time.
std::vector<std::int64_t> stored(const std::string& path) {
    std::vector<std::int64_t> out;
    History history(path);
    const auto read =
        history.samples(HistoryTarget{1}, {WallTime{}, kNoon + 24h * 365}, [&](const Sample& s) {
            out.push_back((s.rtt.value - 10ms) / 1us);
            return true;
        });
    REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
    return out;
}

std::vector<std::int64_t> up_to(std::int64_t n) {
    std::vector<std::int64_t> out;
    for (std::int64_t i = 0; i < n; ++i) out.push_back(i);
    return out;
}

bool in_trouble(const Store& store, ErrorCode code, const char* word) {
    const auto trouble = store.status().trouble;
    return trouble && trouble->code == code && trouble->text().find(word) != std::string::npos;
}

}  // namespace

TEST_CASE("a full disk: nothing is lost, and all of it is there when there is space again") {
    const Namespace own;
    StoreRig rig;
    const auto disk = rig.files / "disk";
    fs::create_directory(disk);
    REQUIRE(mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=1m") == 0);
    rig.path = disk + "/history.db";
    {
        Store store(rig.options());
        store.set_targets(two_targets(), kNoon);
        put_seconds(store, 0, 100);
        REQUIRE(store.flush(5s).ok());
        const auto ballast = disk + "/ballast";
        std::ofstream(ballast) << std::string(900'000, 'x');
        int n = 100;
        REQUIRE(eventually(20s, [&] {
            put_seconds(store, n, n + 200);
            n += 200;
            (void)store.flush(20ms);
            return in_trouble(store, ErrorCode::io, "space");
        }));
        put_seconds(store, n, n + 1000);
        n += 1000;
        CHECK(rig.news.count(StoreNews::Kind::failed) == 1);
        fs::remove(ballast);
        REQUIRE(store.flush(10s).ok());
        CHECK_FALSE(store.status().trouble);
        CHECK(store.status().dropped == 0);
        CHECK(rig.news.count(StoreNews::Kind::recovered) == 1);
        CHECK(stored(rig.path) == up_to(n));
        CHECK(sql(rig.path, "PRAGMA integrity_check") == Lines{"ok"});
    }
    umount2(disk.c_str(), MNT_DETACH);
}

TEST_CASE("a file that another program holds: what is put waits, in its order") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    put_seconds(store, 0, 10);
    REQUIRE(store.flush(5s).ok());
    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open(rig.path.c_str(), &other) == SQLITE_OK);
    REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
    put_seconds(store, 10, 20);
    REQUIRE(eventually(
        5s, [&] { return in_trouble(store, ErrorCode::unavailable, "another program"); }));
    put_seconds(store, 20, 30);
    CHECK(stored(rig.path) == up_to(10));  // reading goes on
    sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr);
    sqlite3_close(other);
    REQUIRE(store.flush(5s).ok());
    CHECK(stored(rig.path) == up_to(30));
}

TEST_CASE("a read-only directory: with it writable again, nothing is missing") {
    const Namespace own;
    StoreRig rig;
    const auto place = rig.files / "state";
    fs::create_directory(place);
    REQUIRE(mount("tmpfs", place.c_str(), "tmpfs", 0, nullptr) == 0);
    rig.path = place + "/history.db";
    const auto make = [&](unsigned long flags) {
        REQUIRE(mount(nullptr, place.c_str(), nullptr, MS_REMOUNT | flags, nullptr) == 0);
    };
    SUBCASE("from the beginning") {
        make(MS_RDONLY);
        Store store(rig.options());
        store.set_targets(two_targets(), kNoon);
        put_seconds(store, 0, 20);
        REQUIRE(
            eventually(5s, [&] { return in_trouble(store, ErrorCode::permission, "writable"); }));
        make(0);
        REQUIRE(store.flush(5s).ok());
        CHECK(stored(rig.path) == up_to(20));
    }
    SUBCASE("with a history in it") {
        {
            Store store(rig.options());
            store.set_targets(two_targets(), kNoon);
            put_seconds(store, 0, 10);
        }
        make(MS_RDONLY);
        Store store(rig.options());
        store.set_targets(two_targets(), kNoon);
        put_seconds(store, 10, 20);
        REQUIRE(
            eventually(5s, [&] { return in_trouble(store, ErrorCode::permission, "writable"); }));
        make(0);
        REQUIRE(store.flush(5s).ok());
        CHECK(stored(rig.path) == up_to(20));
    }
    umount2(place.c_str(), MNT_DETACH);
}

namespace {

void damage(const std::string& path, std::uintmax_t from, std::uintmax_t count) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(from));
    file << std::string(count, '\x5a');
}

std::vector<fs::path> set_aside_in(const TempDir& files) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::directory_iterator(files.path()))
        if (entry.path().filename().string().find(".damaged-") != std::string::npos)
            out.push_back(entry.path());
    return out;
}

}  // namespace

TEST_CASE("a file that is no database any more is set aside, and monitoring goes on in a new one") {
    StoreRig rig;
    {
        Store store(rig.options());
        store.set_targets(two_targets(), kNoon);
        put_seconds(store, 0, 1000);
    }
    damage(rig.path, 0, 512);
    const auto before = read_file(rig.path);
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    store.put(StateChange{kRouter, TargetState::up, kNoon, ""});
    put_seconds(store, 0, 20);
    REQUIRE(store.flush(5s).ok());
    CHECK(stored(rig.path) == up_to(20));
    CHECK(rig.news.count(StoreNews::Kind::set_aside) == 1);
    const auto aside = set_aside_in(rig.files);
    REQUIRE(aside.size() == 1);
    CHECK(aside[0].string() == store.status().set_aside);
    CHECK(aside[0].filename() == "history.db.damaged-20240601T120000Z");
    CHECK(read_file(aside[0]) == before);
    CHECK(sql(rig.path, "SELECT count(*) FROM events WHERE text LIKE '%set aside%'") == Lines{"1"});
}

TEST_CASE("damage in the middle is found by who reads there, and the rest of the run is kept") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    store.put(StateChange{kRouter, TargetState::up, kNoon, ""});
    put_seconds(store, 0, 20'000);  // so many that they are packed
    REQUIRE(store.flush(10s).ok());
    sql(rig.path, "PRAGMA wal_checkpoint(TRUNCATE)");
    // Much of the file may be free; this is where the samples hang.
    const auto root = std::stoul(
        sql(rig.path, "SELECT rootpage FROM sqlite_schema WHERE name = 'sample_block'").at(0));
    damage(rig.path, (root - 1) * 4096, 4096);
    History history(rig.path);
    const auto read = history.samples(HistoryTarget{1}, {WallTime{}, kNoon + 24h},
                                      [](const Sample&) { return true; });
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == ErrorCode::io);
    rig.clock.pass(60s);
    put_seconds(store, 0, 10);
    store.check_file();
    REQUIRE(eventually(10s, [&] { return !store.status().set_aside.empty(); }));
    put_seconds(store, 10, 30);
    REQUIRE(store.flush(5s).ok());
    const auto kept = stored(rig.path);
    REQUIRE(kept.size() >= 20);  // those before may have been written to the old file
    CHECK(kept.back() == 29);
    CHECK(set_aside_in(rig.files).size() >= 1);
    // The new file knows who is watched and in what state, without being told again.
    CHECK(sql(rig.path, "SELECT target, state, ended FROM intervals") == Lines{"Router|up|NULL"});
    // The same reader finds the new file.
    std::size_t seen = 0;
    CHECK(history
              .samples(HistoryTarget{1}, {WallTime{}, kNoon + 24h},
                       [&](const Sample&) { return ++seen > 0; })
              .ok());
    CHECK(seen == kept.size());
}

TEST_CASE("a file that is moved away or deleted while it is written: a new one is begun") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    store.put(StateChange{kRouter, TargetState::up, kNoon, ""});
    put_seconds(store, 0, 10);
    REQUIRE(store.flush(5s).ok());
    fs::remove(rig.path);
    store.put(answered(kRouter, kNoon + 10s, 10ms + 10us));
    REQUIRE(eventually(5s, [&] { return rig.news.count(StoreNews::Kind::failed) == 1; }));
    REQUIRE(eventually(5s, [&] { return rig.news.count(StoreNews::Kind::recovered) == 1; }));
    store.put(answered(kRouter, kNoon + 11s, 10ms + 11us));
    REQUIRE(store.flush(5s).ok());
    CHECK(stored(rig.path) == std::vector<std::int64_t>{10, 11});
    CHECK(sql(rig.path, "SELECT target, state, ended FROM intervals") == Lines{"Router|up|NULL"});
}

TEST_CASE("a clock that is set back: every sample is kept, each interval is as long as it lasted") {
    StoreRig rig;
    {
        Store store(rig.options());
        store.set_targets(two_targets(), kNoon);
        store.put(StateChange{kRouter, TargetState::up, kNoon, ""});
        put_seconds(store, 0, 600);
        rig.clock.pass(10min);
        REQUIRE(store.flush(5s).ok());
        rig.clock.set_wall(kNoon + 5min);
        put_seconds(store, 300, 310);  // minutes that are packed already
        REQUIRE(store.flush(5s).ok());
        rig.clock.pass(5min);
        store.put(StateChange{kRouter, TargetState::down, kNoon + 10min, "no answer"});
        rig.clock.pass(5min);
        REQUIRE(store.flush(5s).ok());
        CHECK(stored(rig.path).size() == 610);
    }
    CHECK(sql(rig.path, "SELECT state, began, seconds FROM intervals") ==
          Lines{"up|2024-06-01 12:00:00|600.0", "up|2024-06-01 12:05:00|300.0",
                "down|2024-06-01 12:10:00|300.0"});
    CHECK(sql(rig.path, "SELECT text FROM events") == Lines{"the clock was set back by 300 s"});
    CHECK(sql(rig.path, "SELECT sum(sent) FROM minutes") == Lines{"610"});
    CHECK(sql(rig.path, "SELECT sum(sent) FROM hours") == Lines{"610"});
    CHECK(stored(rig.path).size() == 610);
    CHECK(sql(rig.path, "SELECT count(*) FROM samples") == Lines{"610"});
}

TEST_CASE(
    "after kill -9 an interval ends with the last that is known, and what follows is unknown") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    store.put(StateChange{kRouter, TargetState::up, kNoon, ""});
    put_seconds(store, 0, 1);
    REQUIRE(store.flush(5s).ok());
    rig.clock.pass(8s);
    put_seconds(store, 1, 8);
    REQUIRE(store.flush(5s).ok());
    // What another process finds when this one is killed now.
    StoreRig next;
    fs::copy_file(rig.path, next.path);
    fs::copy_file(rig.path + "-wal", next.path + "-wal");
    next.clock.pass(1h);
    Store again(next.options());
    again.set_targets(two_targets(), kNoon + 1h);
    again.put(StateChange{kRouter, TargetState::down, kNoon + 1h, ""});
    next.clock.pass(1min);
    REQUIRE(again.flush(5s).ok());
    CHECK(sql(next.path, "SELECT state, began, ended FROM intervals") ==
          Lines{"up|2024-06-01 12:00:00|2024-06-01 12:00:07", "down|2024-06-01 13:00:00|NULL"});
    History history(next.path);
    const auto shares = history.availability(HistoryTarget{1}, {kNoon, kNoon + 1h}).value();
    CHECK(shares.up == Nanoseconds(7s));
    CHECK(shares.unknown == Nanoseconds(1h - 7s));
}

TEST_CASE("sleep is nobody's time: the interval ends before it and begins again after it") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    store.put(StateChange{kRouter, TargetState::up, kNoon, ""});
    REQUIRE(store.flush(5s).ok());
    rig.clock.set_wall(kNoon + 8h);
    store.put(answered(kRouter, kNoon + 8h, 1ms));
    REQUIRE(store.flush(5s).ok());
    rig.clock.pass(1h);
    store.put(answered(kRouter, kNoon + 9h, 1ms));
    REQUIRE(store.flush(5s).ok());
    History history(rig.path);
    const auto shares = history.availability(HistoryTarget{1}, {kNoon, kNoon + 9h});
    REQUIRE(shares.ok());
    CHECK(shares.value().up == Nanoseconds(1h));
    CHECK(shares.value().unknown == Nanoseconds(8h));
    CHECK(shares.value().ratio() == 1.0);
}
