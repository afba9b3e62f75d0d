// Announced work is no outage.
#include "tests/support/doctest_strings.h"

#include "tests/simulation/simulated_world.h"

using namespace traypulse;
using namespace traypulse::simulation;
using namespace std::chrono_literals;

namespace {

/// The world begins on Monday, 2026-01-05, at 12:00.
const WallTime kBegin{std::chrono::seconds(1767614400)};

EngineSettings with(Maintenance m) {
    auto s = home();
    s.alerts.maintenance.push_back(std::move(m));
    return s;
}

Maintenance once(std::vector<std::string> targets, std::chrono::minutes from,
                 std::chrono::minutes to) {
    Maintenance m;
    m.targets = std::move(targets);
    m.begin = kBegin + from;
    m.end = kBegin + to;
    return m;
}

Maintenance weekly(std::vector<int> days, int from_hour, int to_hour) {
    Maintenance m;
    m.days = std::move(days);
    m.span = DailySpan{from_hour * 60, to_hour * 60};
    return m;
}

}  // namespace

TEST_CASE("maintenance once: nothing is sent, nothing is told, and the time is said") {
    World w(with(once({"Shop"}, 10min, 70min)));
    w.run_for(9min);
    CHECK(w.state("Shop") == TargetState::up);
    w.run_for(2min);
    CHECK(w.state("Shop") == TargetState::paused);
    CHECK(w.look().find("Shop")->reason == "maintenance until 13:10");
    CHECK(w.state("Office") == TargetState::up);
    w["Shop"].answers = false;
    const auto before = w.requests("Shop");
    w.run_for(55min);
    CHECK(w.requests("Shop") == before);
    w["Shop"].answers = true;
    w.run_for(5min);
    CHECK(w.state("Shop") == TargetState::up);
    CHECK(w.told().empty());
}

TEST_CASE("an outage that is open when the work begins ends as maintenance") {
    World w(with(once({"Shop"}, 10min, 70min)));
    w.run_for(5min);
    w["Shop"].answers = false;
    w.run_for(10min);
    REQUIRE(w.told().size() == 1);
    const auto closed = std::find_if(w.effects().begin(), w.effects().end(), [](const auto& e) {
        return std::holds_alternative<effect::OutageClosed>(e);
    });
    REQUIRE(closed != w.effects().end());
    CHECK(std::get<effect::OutageClosed>(*closed).how == "maintenance");
    CHECK(w.look().verdict.cause == Cause::none);
}

TEST_CASE("afterwards it is judged afresh, with grace, and down is down") {
    World w(with(once({}, 10min, 70min)));
    w.run_for(5min);
    w["Shop"].answers = false;
    w.run_for(65min);
    const auto told = w.told().size();
    w.run_for(9s);
    CHECK(w.told().size() == told);
    CHECK(w.state("Shop") == TargetState::unknown);
    w.run_for(15s);
    REQUIRE(w.told().size() == told + 1);
    CHECK(w.told().back().notice.title == "Shop is down");
    CHECK(w.told().back().at > 70min + 10s);
}

TEST_CASE("each week, by group, over midnight") {
    auto s = with(weekly({1}, 23, 2));
    s.targets[3].group = "Work";
    s.alerts.maintenance[0].targets = {"Work"};
    World w(seldom(s, 20s));
    w.run_for(10h + 59min);
    CHECK(w.state("Shop") == TargetState::up);
    w.run_for(2min);
    CHECK(w.look().find("Shop")->reason == "maintenance until 02:00");
    w.run_for(2h + 58min);
    CHECK(w.state("Shop") == TargetState::paused);
    w.run_for(2min);
    CHECK(w.state("Shop") == TargetState::up);
    w.run_for(22h);
    CHECK(w.state("Shop") == TargetState::up);  // Tuesday night
    CHECK(w.state("Office") == TargetState::up);
}

TEST_CASE("Saturday's reaches into Sunday, and a whole day is a day") {
    World w(seldom(with(weekly({6}, 23, 2))));
    w.run_for(5 * 24h + 13h);  // Sunday 01:00
    CHECK(w.state("Shop") == TargetState::paused);
    Maintenance day;
    day.days = {2};
    World tuesday(seldom(with(day)));
    tuesday.run_for(12h + 1min);
    CHECK(tuesday.look().find("Shop")->reason == "maintenance until 00:00");
    tuesday.run_for(24h);
    CHECK(tuesday.state("Shop") == TargetState::up);
}

TEST_CASE("everything is worked on: the verdict is paused, and says no outage") {
    World w(with(once({}, 10min, 70min)));
    w.run_for(11min);
    CHECK(w.look().verdict.glance == Glance::paused);
}

TEST_CASE("clocks that are set within the work do no harm") {
    World w(with(once({"Shop"}, 10min, 70min)));
    w.run_for(20min);
    w["Shop"].answers = false;
    w.step_wall_clock(2h);
    w.run_for(1min);  // it is over by this clock
    CHECK(w.told().size() == 1);
    w.step_wall_clock(-2h);
    w.run_for(1h);
    CHECK(w.told().size() <= 2);
    w.run_for(1h);
    CHECK(w.look().verdict.cause == Cause::target_down);
}
