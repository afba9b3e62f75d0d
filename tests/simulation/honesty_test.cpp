// What is not known is unknown, and nothing that happened across a gap is held against anyone.
#include <algorithm>

#include "tests/support/doctest_strings.h"

#include "tests/simulation/simulated_world.h"

using namespace traypulse;
using namespace traypulse::simulation;
using namespace std::chrono_literals;

TEST_CASE("the helper is killed: unknown with the reason, and no false outage when it returns") {
    World w(home());
    w.run_for(30s);
    w.helper_dies();
    CHECK(w.state("Shop") == TargetState::unknown);
    CHECK(w.look().verdict.glance == Glance::unknown);
    CHECK(w.look().verdict.reason == "the helper is gone");
    w.run_for(60s);
    w.helper_returns();
    w.run_for(5s);
    CHECK(w.look().verdict.glance == Glance::up);
    CHECK(w.told().empty());
}

TEST_CASE("an outage that runs across a dead helper is told once and ended once") {
    World w(home());
    w.run_for(30s);
    w["Shop"].answers = false;
    w.run_for(20s);
    w.helper_dies();
    w.run_for(30s);
    w.helper_returns();
    w.run_for(30s);
    CHECK(w.titles() == std::vector<std::string>{"outage: Shop is down"});
    CHECK(w.state("Shop") == TargetState::down);
    w["Shop"].answers = true;
    w.run_for(20s);
    CHECK(w.titles() == std::vector<std::string>{"outage: Shop is down", "recovery: Shop is back"});
}

TEST_CASE("a pulled cable leaves the routes: requests into the void make nobody down") {
    World w(home());
    w.link(true);
    w.run_for(30500ms);
    for (const auto& t : home().targets) w[t.name].answers = false;
    w.link(false);
    w.run_for(60s);
    for (const auto& t : home().targets) {
        CHECK(w.state(t.name) == TargetState::unknown);
        CHECK(w.look().find(t.name)->reason == "no network link");
    }
    // The first answers overtake the kernel's message about the link: nobody becomes unknown once
    // more.
    for (const auto& t : home().targets) w[t.name].answers = true;
    w.run_for(3s);
    CHECK(w.state("Shop") == TargetState::up);
    w.link(true);
    CHECK(w.state("Shop") == TargetState::up);
    w.run_for(10s);
    CHECK(w.titles() ==
          std::vector<std::string>{"outage: No network connection", "recovery: Back online"});
}

TEST_CASE("sleep: eight hours, a network that takes seven seconds to come back, not a word") {
    World w(home());
    w.run_for(30s);
    w.sleeps_for(8h);
    CHECK(w.state("Shop") == TargetState::unknown);
    CHECK(w.look().find("Shop")->reason == "the computer was asleep for 8 h");
    for (const auto& t : home().targets) w[t.name].answers = false;
    w.run_for(7s);
    for (const auto& t : home().targets) w[t.name].answers = true;
    w.run_for(60s);
    CHECK(w.told().empty());
    CHECK(w.look().verdict.glance == Glance::up);
}

TEST_CASE("a network that is really dead after sleep is told after the grace period") {
    World w(home());
    w.run_for(30s);
    w.sleeps_for(8h);
    for (const auto& t : home().targets) w[t.name].answers = false;
    w.run_for(30s);
    CHECK(w.titles() == std::vector<std::string>{"outage: Router does not answer"});
}

TEST_CASE("steps of the wall clock change nothing") {
    for (const auto step : {Nanoseconds(1h), Nanoseconds(-1h)}) {
        World w(home());
        w.run_for(30s);
        w.step_wall_clock(step);
        w.run_for(60s);
        CHECK(w.told().empty());
        w["Shop"].answers = false;
        w.run_for(30s);
        w.step_wall_clock(step);
        w.run_for(30s);
        w["Shop"].answers = true;
        w.run_for(10s);
        REQUIRE(w.titles() ==
                std::vector<std::string>{"outage: Shop is down", "recovery: Shop is back"});
        CHECK(w.told()[1].notice.body == "It was down for 1 min.");
    }
}

TEST_CASE("what happens right after the wall clock was set is told by the new clock") {
    for (const auto step : {Nanoseconds(1h), Nanoseconds(-1h)}) {
        World w(home());
        w.run_for(30s);
        w.say(command::Mute{});
        w.run_for(1s);
        for (const auto& t : home().targets) w[t.name].answers = false;
        w.run_for(500ms);  // no answer is under way any more
        w.step_wall_clock(step);
        w.link(false);  // the first that the engine hears since
        w.say(command::Unmute{});
        w.run_for(5s);
        const auto shop = *w.look().find("Shop");
        CHECK(shop.state == TargetState::unknown);
        CHECK(shop.since <= w.now().wall);
        CHECK(w.now().wall - shop.since < 6s);
    }
}

TEST_CASE("a name that does not resolve leaves its target unknown, with the reason") {
    World w(home());
    w.run_for(10s);
    const auto id = w.look().find("Shop")->id;
    w.input([&](Instant at) {
        w.engine().on_start_failed(
            at, id,
            {ErrorCode::name_not_found, "the name shop.test does not exist", "check its spelling"});
    });
    CHECK(w.state("Shop") == TargetState::unknown);
    CHECK(w.look().find("Shop")->reason == "the name shop.test does not exist: check its spelling");
    CHECK(w.told().empty());
}

TEST_CASE("internal failures back off, and never beyond five minutes") {
    World w(home());
    w["Shop"].answers = false;  // an answer would end the back-off
    const auto id = w.look().find("Shop")->id;
    const auto starts = [&] {
        return std::count_if(w.effects().begin(), w.effects().end(), [&](const auto& e) {
            const auto* s = std::get_if<effect::StartTarget>(&e);
            return s != nullptr && s->target == id;
        });
    };
    std::vector<Nanoseconds> waits;
    for (int i = 0; i < 15; ++i) {
        const auto before = starts();
        const auto at = w.elapsed();
        w.input([&](Instant t) {
            w.engine().on_start_failed(t, id, {ErrorCode::limit, "refused", "ask for less"});
        });
        REQUIRE(w.run_until([&] { return starts() > before; }, 10min));
        waits.push_back(w.elapsed() - at);
    }
    for (int i = 0; i < 3; ++i) CHECK(waits[static_cast<std::size_t>(i)] == 2s);
    CHECK(waits[5] >= 4s);
    CHECK(waits[5] <= 8s);
    for (const auto wait : waits) CHECK(wait <= 300s);
    CHECK(waits.back() >= 150s);
}

TEST_CASE("another address for the same name starts fresh") {
    World w(home());
    w.run_for(30s);
    const auto id = w.look().find("Shop")->id;
    w.input([&](Instant at) { w.engine().on_address(at, id, "198.51.100.7"); });
    w["Shop"].answers = false;
    w.run_for(10s);
    REQUIRE(w.state("Shop") == TargetState::down);
    w.input([&](Instant at) { w.engine().on_address(at, id, "198.51.100.8"); });
    CHECK(w.state("Shop") == TargetState::unknown);
    w["Shop"].answers = true;
    w.run_for(5s);
    CHECK(w.titles() == std::vector<std::string>{"outage: Shop is down", "recovery: Shop is back"});
}
