#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "agent/report/facts.h"
#include "agent/report/report.h"
#include "tests/unit/store/rig.h"

using namespace traypulse;
using namespace traypulse::report;
using namespace traypulse::store;
using namespace traypulse::test;

namespace {

ReportOptions options_of(WallTime from, WallTime until) {
    ReportOptions out;
    out.range = {from, until};
    out.now = until;
    out.version = "9.9";
    return out;
}

/// Two hours of two targets; the second is down for ten minutes, the provider's doing.
void fill(StoreRig& rig) {
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    for (int i = 0; i < 120; ++i) {
        const auto at = kNoon + i * 1min;
        const bool down = i >= 30 && i < 40;
        store.put(StateChange{kRouter, TargetState::up, at, ""});
        store.put(StateChange{kShop, down ? TargetState::down : TargetState::up, at, ""});
        for (int s = 0; s < 60; s += 10) {
            store.put(answered(kRouter, at + s * 1s, 1ms));
            store.put(down ? timed_out(kShop, at + s * 1s) : answered(kShop, at + s * 1s, 20ms));
        }
        if (i == 30 || i == 40) {
            OutageRecord r;
            r.id = 3;
            r.cause = Cause::provider_outage;
            r.began = kNoon + 30min;
            if (i == 40) r.ended = kNoon + 40min;
            r.how = i == 40 ? "recovered" : "";
            r.affected = {"Shop"};
            r.evidence = {{"<Router>", "answers & waits", kNoon + 30min}};
            store.put(r);
        }
        rig.clock.pass(1min);
        REQUIRE(store.flush(5s).ok());
    }
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the figures are those of the history") {
    StoreRig rig;
    fill(rig);
    History history(rig.path);
    const auto facts = gather(history, options_of(kNoon - 24h, kNoon + 24h), {});
    REQUIRE(facts.ok());
    const auto& f = facts.value();
    CHECK(f.range.from == kNoon);
    CHECK(f.range.until == kNoon + 2h);
    REQUIRE(f.targets.size() == 2);
    const auto& shop = f.targets[1];
    CHECK(shop.totals.sent == 720);
    CHECK(shop.totals.lost == 60);
    CHECK(shop.availability.down == Nanoseconds(10min));
    CHECK(*shop.availability.ratio() == doctest::Approx(110.0 / 120));
    CHECK(shop.study.sent == 660);
    CHECK(shop.study.lost == 0);
    CHECK(shop.study.lost_down == 60);
    REQUIRE(f.outages.size() == 1);
    CHECK(f.outages[0].length() == Nanoseconds(10min));
    CHECK_FALSE(f.outages[0].lasts);
    // A part of it: what lies across the border is cut, and no minute is counted that began before.
    const auto part = gather(history, options_of(kNoon + 35min + 30s, kNoon + 1h), {}).value();
    CHECK(part.outages[0].length() == Nanoseconds(4min + 30s));
    CHECK(part.targets[1].totals.sent == 24 * 6);
    CHECK(part.targets[1].totals.lost == 4 * 6);
}

TEST_CASE("the document says it, loads nothing, and runs nothing") {
    StoreRig rig;
    fill(rig);
    History history(rig.path);
    const auto made = make_report(history, options_of(kNoon, kNoon + 24h), {});
    REQUIRE(made.ok());
    const auto& text = made.value();
    CHECK(has(text, "One outage lies at the provider (Provider outage)"));
    CHECK(has(text, "&lt;Router&gt;"));
    CHECK(has(text, "answers &amp; waits"));
    CHECK(has(text, "Traypulse 9.9"));
    CHECK(has(text, "default-src 'none'"));
    CHECK_FALSE(has(text, "<script"));
    CHECK_FALSE(has(text, "src="));
    CHECK_FALSE(has(text, "url(http"));
    CHECK_FALSE(has(text, "href=\"h"));
}

TEST_CASE("without outages, of another time, of one target, and of no target at all") {
    StoreRig rig;
    fill(rig);
    History history(rig.path);
    const auto calm = make_report(history, options_of(kNoon + 1h, kNoon + 2h), {});
    CHECK(has(calm.value(), "There was no outage in this time."));
    const auto before = make_report(history, options_of(kNoon - 2h, kNoon - 1h), {});
    CHECK(has(before.value(), "Nothing was recorded between"));
    auto one = options_of(kNoon, kNoon + 2h);
    one.targets = {HistoryTarget{1}};
    const auto router = make_report(history, one, {});
    CHECK(has(router.value(), "There was no outage in this time."));
    CHECK_FALSE(has(router.value(), "Shop"));
    History none(rig.files / "none.db");
    const auto missing = make_report(none, options_of(kNoon, kNoon + 2h), {});
    REQUIRE_FALSE(missing.ok());
    CHECK(missing.error().code == ErrorCode::not_found);
}

TEST_CASE("a report that is stopped or can't be written leaves nothing, and what was there stays") {
    StoreRig rig;
    fill(rig);
    History history(rig.path);
    const TempDir folder;
    const std::string path = folder / "report.html";
    const auto files = [&] {
        return std::distance(std::filesystem::directory_iterator(folder.path()), {});
    };
    const auto stopped = write_report(
        history, options_of(kNoon, kNoon + 2h), [](double, std::string_view) { return false; },
        path);
    REQUIRE_FALSE(stopped.ok());
    CHECK(stopped.error().code == ErrorCode::cancelled);
    CHECK(files() == 0);
    std::ofstream(path) << "old";
    CHECK_FALSE(write_report(
                    history, options_of(kNoon, kNoon + 2h),
                    [](double, std::string_view) { return false; }, path)
                    .ok());
    std::stringstream kept;
    kept << std::ifstream(path).rdbuf();
    CHECK(kept.str() == "old");
    REQUIRE(write_report(history, options_of(kNoon, kNoon + 2h), {}, path).ok());
    CHECK(files() == 1);
    CHECK(std::filesystem::file_size(path) > 10'000);
    const auto nowhere =
        write_report(history, options_of(kNoon, kNoon + 2h), {}, folder / "no/report.html");
    REQUIRE_FALSE(nowhere.ok());
    CHECK(has(nowhere.error().text(), "make sure that you may write to"));
    const auto directory =
        write_report(history, options_of(kNoon, kNoon + 2h), {}, folder.path().string());
    CHECK_FALSE(directory.ok());
}

TEST_CASE("the router is said to have answered only where somebody looked at it") {
    for (const auto confidence : {Confidence::certain, Confidence::possible}) {
        StoreRig rig;
        Store store(rig.options());
        store.set_targets(two_targets(), kNoon);
        store.put(StateChange{kShop, TargetState::up, kNoon, ""});
        OutageRecord r;
        r.id = 1;
        r.cause = Cause::provider_outage;
        r.confidence = confidence;
        r.began = kNoon + 1min;
        r.ended = kNoon + 2min;
        r.how = "recovered";
        r.affected = {"Shop"};
        store.put(r);
        rig.clock.pass(10min);
        store.put(answered(kShop, kNoon + 10min, 20ms));
        REQUIRE(store.flush(5s).ok());
        History history(rig.path);
        const auto made = make_report(history, options_of(kNoon, kNoon + 1h), {});
        REQUIRE(made.ok());
        CHECK(has(made.value(), "One outage lies at the provider"));
        CHECK(has(made.value(), "the router of this network answered, and nothing") ==
              (confidence == Confidence::certain));
    }
}

TEST_CASE("spans that overlap are counted once") {
    CHECK(covered({}) == Nanoseconds(0));
    CHECK(covered({{kNoon, kNoon + 10s}, {kNoon + 5s, kNoon + 15s}, {kNoon + 20s, kNoon + 25s}}) ==
          Nanoseconds(20s));
    CHECK(covered({{kNoon, kNoon + 30s}, {kNoon + 5s, kNoon + 15s}}) == Nanoseconds(30s));
}
