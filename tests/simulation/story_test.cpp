// An hour in the life: outage, recovery, flap, helper killed, configuration edited, sleep. The
// notifications are exactly those of the list, at the times of the list.
#include "tests/support/doctest_strings.h"

#include "tests/simulation/simulated_world.h"

using namespace traypulse;
using namespace traypulse::simulation;
using namespace std::chrono_literals;

TEST_CASE("the story of an hour") {
    World w(home(), 42);
    w.link(true);
    const auto at = [&](Nanoseconds when) {
        REQUIRE(when >= w.elapsed());
        w.run_for(when - w.elapsed());
    };
    for (const auto& t : home().targets) w[t.name].loss = 0.01;  // a normal evening's Wi-Fi

    at(5min);
    w["Shop"].answers = false;
    at(8min);
    w["Shop"].answers = true;

    at(12min);  // a flap: too short to be an outage
    w["Office"].answers = false;
    at(12min + 1500ms);
    w["Office"].answers = true;

    at(20min);
    w.helper_dies();
    at(20min + 5s);
    w.helper_returns();

    at(25min);
    for (const auto* n : {"Anchor A", "Anchor B", "Shop", "Office"}) w[n].answers = false;
    at(28min + 20s);
    for (const auto* n : {"Anchor A", "Anchor B", "Shop", "Office"}) w[n].answers = true;

    at(35min);
    auto edited = home();
    edited.targets.push_back(target("Garage"));
    w["Garage"].answers = false;
    w.input([&](Instant t) { w.engine().configure(t, edited); });

    at(40min);
    const auto garage = w.look().find("Garage")->id;
    w.input([&](Instant t) { w.engine().apply(t, command::SetEnabled{garage, false}); });

    at(45min);
    w.sleeps_for(6h);
    at(50min);
    w.link(false);
    at(51min);
    w.link(true);
    at(60min);

    const std::vector<std::string> expected{
        "outage: Shop is down",  "recovery: Shop is back", "outage: Provider outage",
        "recovery: Back online", "outage: Garage is down", "outage: No network connection",
        "recovery: Back online",
    };
    CHECK(w.titles() == expected);
    REQUIRE(w.told().size() == expected.size());
    const std::vector<Nanoseconds> due{5min, 8min, 25min, 28min + 20s, 35min, 50min, 51min};
    for (std::size_t i = 0; i < due.size(); ++i) {
        CHECK(w.told()[i].at >= due[i]);
        CHECK(w.told()[i].at <= due[i] + 6s);
    }
    CHECK(w.told()[3].notice.body.find("The provider outage lasted 3 min 2") == 0);
    CHECK(w.look().verdict.glance == Glance::up);
    CHECK(w.state("Garage") == TargetState::paused);
}
