// What the popover says, and what it reads of a real history.
#include <doctest/doctest.h>

#include "agent/store/store.h"
#include "agent/ui/popover/popover_model.h"
#include "tests/support/temp_dir.h"

using namespace std::chrono_literals;
using namespace traypulse;
using namespace traypulse::ui;

namespace {

constexpr WallTime kNow{std::chrono::seconds(1'700'000'000)};

std::string at(WallTime) { return "Tue 9:12"; }

TargetView view(std::uint32_t id, const std::string& name, TargetState state) {
    TargetView out;
    out.id = TargetId(id);
    out.name = name;
    out.check = "icmp://" + name;
    out.state = state;
    out.since = kNow - 4min;
    out.sent = 100;
    if (state == TargetState::up) out.rtt = Rtt(Nanoseconds(12ms));
    return out;
}

Snapshot snapshot_of(std::vector<TargetView> targets) {
    Snapshot out;
    out.taken = kNow;
    out.verdict.glance = Glance::up;
    out.targets = std::move(targets);
    return out;
}

}  // namespace

TEST_CASE("popover: one line says all while all is well") {
    const auto s =
        snapshot_of({view(1, "Router", TargetState::up), view(2, "Shop", TargetState::up)});
    PopoverFacts facts;
    facts.targets["Shop"] = {{}, 0.99961};
    facts.last_outage.emplace();
    const auto m = popover_model(&s, facts, at, at);
    CHECK(m.title == "Online");
    CHECK(m.numbers == "12 ms   0.0 %");
    CHECK(m.summary == "All 2 targets answer. Last outage: Tue 9:12.");
    REQUIRE(m.rows.size() == 2);
    CHECK(m.rows[0].availability.empty());
    CHECK(m.rows[1] == PopoverRow{TargetId(2), "Shop", true, TargetState::up, "12 ms", "99.9 %"});
}

TEST_CASE("popover: what is broken is its title, and a target's own state its number") {
    auto s = snapshot_of({view(1, "Router", TargetState::up), view(2, "Shop", TargetState::down)});
    s.targets[1].loss = 1;
    s.verdict.glance = Glance::down;
    s.verdict.cause = Cause::target_down;
    s.verdict.since = kNow - 4min;
    s.verdict.affected = {TargetId(2)};
    const auto m = popover_model(&s, {}, at, at);
    CHECK(m.title == "Shop is down · 4 min");
    CHECK(m.numbers == "12 ms   50.0 %");
    CHECK(m.rows[1].now == "down 4 min");
    CHECK(m.rows[1].state == TargetState::down);
}

TEST_CASE("popover: a target that is switched off or paused does not count") {
    auto s =
        snapshot_of({view(1, "Router", TargetState::up), view(2, "Shop", TargetState::paused)});
    s.targets[1].enabled = false;
    s.targets[1].loss = 1;
    const auto m = popover_model(&s, {}, at, at);
    CHECK(m.numbers == "12 ms   0.0 %");
    CHECK_FALSE(m.rows[1].on);
    CHECK(m.rows[1].now == "off");
    CHECK(popover_model(nullptr, {}, at, at).rows.empty());
}

TEST_CASE("availability is never rounded up to whole") {
    CHECK(availability_text(1) == "100 %");
    CHECK(availability_text(0.9999999) == "99.9 %");
    CHECK(availability_text(0.982) == "98.2 %");
    CHECK(availability_text(0.5) == "50.0 %");
    CHECK(availability_text(0) == "0.0 %");
}

TEST_CASE("popover: availability, last hour and last outage come from the history") {
    test::TempDir dir;
    const auto path = dir / "history.db";
    PopoverFacts nothing;
    {
        store::History none(path);
        nothing = read_popover_facts(none, kNow, PastSpan::hour);
    }
    REQUIRE(nothing.problem);
    CHECK(nothing.problem->code == ErrorCode::not_found);
    {
        store::StoreOptions options;
        options.path = path;
        options.now = [] { return Instant{MonoTime(1h), kNow}; };
        store::Store store(std::move(options));
        store.set_targets({{TargetId(1), "Shop", "icmp://shop"}}, kNow - 48h);
        // Down for a quarter of the last hour, and up since two days before.
        store.put(store::StateChange{TargetId(1), TargetState::up, kNow - 48h, ""});
        store.put(store::StateChange{TargetId(1), TargetState::down, kNow - 30min, ""});
        store.put(store::StateChange{TargetId(1), TargetState::up, kNow - 15min, ""});
        for (int i = 3599; i > 0; i -= 10) {
            store::Sample sample;
            sample.target = TargetId(1);
            sample.time = kNow - std::chrono::seconds(i);
            sample.outcome = store::Outcome::answered;
            sample.rtt = Rtt(Nanoseconds(12ms));
            store.put(sample);
        }
        for (const auto& [id, ended] : {std::pair{1U, 40min}, std::pair{2U, 15min}}) {
            OutageRecord outage;
            outage.id = id;
            outage.cause = Cause::target_down;
            outage.began = kNow - 50min;
            outage.ended = kNow - ended;
            outage.affected = {"Shop"};
            store.put(outage);
        }
        OutageRecord lasting;
        lasting.id = 3;
        lasting.cause = Cause::target_down;
        lasting.began = kNow - 1min;
        store.put(lasting);
        REQUIRE(store.flush(10s).ok());
    }
    store::History history(path);
    const auto hour = read_popover_facts(history, kNow, PastSpan::hour);
    REQUIRE_FALSE(hour.problem);
    REQUIRE(hour.targets.contains("Shop"));
    const auto& shop = hour.targets.at("Shop");
    REQUIRE(shop.availability);
    CHECK(*shop.availability == doctest::Approx(0.75));
    CHECK(shop.last_hour.size() >= 50);
    CHECK(shop.last_hour.size() <= 61);
    REQUIRE(hour.last_outage);
    CHECK(hour.last_outage->id == 2);
    const auto day = read_popover_facts(history, kNow, PastSpan::day);
    CHECK(*day.targets.at("Shop").availability == doctest::Approx(1 - 0.25 / 24));
}
