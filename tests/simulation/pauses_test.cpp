// What a person switches off stays silent, in both directions.
#include <cerrno>

#include "tests/support/doctest_strings.h"

#include "tests/simulation/simulated_world.h"

using namespace traypulse;
using namespace traypulse::simulation;
using namespace std::chrono_literals;

TEST_CASE("a target that is switched off gets no request, and the switch is to be saved") {
    World w(home());
    w.run_for(30s);
    w.say(command::SetEnabled{w.id_of("Shop"), false});
    const auto before = w.requests("Shop");
    w.run_for(60s);
    CHECK(w.requests("Shop") == before);
    CHECK(w.state("Shop") == TargetState::paused);
    CHECK_FALSE(w.look().find("Shop")->enabled);
    const auto saved = std::any_of(w.effects().begin(), w.effects().end(), [](const auto& e) {
        const auto* s = std::get_if<effect::SaveEnabled>(&e);
        return s != nullptr && s->name == "Shop" && !s->enabled;
    });
    CHECK(saved);
    w.say(command::SetEnabled{w.id_of("Shop"), true});
    w.run_for(5s);
    CHECK(w.state("Shop") == TargetState::up);
    CHECK(w.requests("Shop") > before);
}

TEST_CASE("pause all for fifteen minutes: nothing is sent, then everything goes on") {
    World w(home());
    w.run_for(30s);
    w.say(command::PauseAll{Nanoseconds(15min)});
    CHECK(w.look().verdict.glance == Glance::paused);
    const auto before = w.requests("Router") + w.requests("Shop");
    w.run_for(14min);
    CHECK(w.requests("Router") + w.requests("Shop") == before);
    w.run_for(2min);
    CHECK(w.look().verdict.glance == Glance::up);
    CHECK(w.told().empty());
}

TEST_CASE("where all that is shown is paused one by one, what is hidden is silent as well") {
    auto settings = home();
    for (auto& t : settings.targets) t.hidden = t.role == TargetRole::anchor;
    World w(settings);
    w.run_for(30s);
    w.say(command::PauseTarget{w.id_of("Router"), std::nullopt});
    w.say(command::PauseTarget{w.id_of("Shop"), Nanoseconds(10min)});
    const auto sent = [&] { return w.requests("Anchor A") + w.requests("Anchor B"); };
    auto before = sent();
    w.run_for(10s);
    CHECK(sent() > before);  // the office is still judged by them
    w.say(command::PauseTarget{w.id_of("Office"), std::nullopt});
    before = sent();
    w.run_for(5min);
    CHECK(sent() == before);
    CHECK(w.look().verdict.glance == Glance::paused);
    w.run_for(6min);  // the shop is watched again
    CHECK(sent() > before);
    CHECK(w.look().verdict.glance == Glance::up);
    CHECK(w.told().empty());
}

TEST_CASE("with everything paused nothing is told, not even of a pulled cable") {
    World w(home());
    w.link(true);
    w.run_for(30s);
    w.say(command::PauseAll{std::nullopt});
    for (const auto& t : home().targets) w[t.name].local_error = ENETUNREACH;
    w.link(false);
    w.run_for(1min);
    CHECK(w.told().empty());
    w.say(command::ResumeAll{});
    w.run_for(5s);
    CHECK(w.titles() == std::vector<std::string>{"outage: No network connection"});
}

TEST_CASE("pausing the target of an outage ends it without a word of recovery") {
    World w(home());
    w.run_for(30s);
    w["Shop"].answers = false;
    w.run_for(10s);
    w.say(command::PauseTarget{w.id_of("Shop"), std::nullopt});
    w["Shop"].answers = true;
    w.run_for(10s);
    CHECK(w.titles() == std::vector<std::string>{"outage: Shop is down"});
    CHECK(w.look().verdict.glance == Glance::up);
    w.say(command::ResumeTarget{w.id_of("Shop")});
    w.run_for(5s);
    CHECK(w.state("Shop") == TargetState::up);
    CHECK(w.told().size() == 1);
}

TEST_CASE("muted: nothing is told, what was held back is kept with its reason") {
    World w(home());
    w.run_for(30s);
    w.say(command::Mute{Nanoseconds(1h)});
    w["Shop"].answers = false;
    w.run_for(60s);
    CHECK(w.told().empty());
    CHECK(w.look().verdict.cause == Cause::target_down);  // the icon still tells the truth
    REQUIRE(w.look().held_back.size() == 1);
    CHECK(w.look().held_back[0].text == "Shop is down");
    CHECK(w.look().held_back[0].reason == "notifications are muted until 13:00");
    // It lasts longer than the mute: then it is told.
    w.run_for(1h);
    CHECK(w.titles() == std::vector<std::string>{"outage: Shop is down"});
}

TEST_CASE("muted until recovered: this outage's end unmutes") {
    World w(home());
    w.run_for(30s);
    w["Shop"].answers = false;
    w.run_for(10s);
    w.say(command::Mute{std::nullopt});
    CHECK(w.look().muted);
    w["Shop"].answers = true;
    w.run_for(10s);
    CHECK_FALSE(w.look().muted);
    w["Shop"].answers = false;
    w.run_for(10s);
    CHECK(w.titles() == std::vector<std::string>{"outage: Shop is down", "outage: Shop is down"});
}

TEST_CASE("a target without notifications is judged but not announced") {
    auto settings = home();
    settings.targets[3].notify = false;
    World w(settings);
    w.run_for(30s);
    w["Shop"].answers = false;
    w.run_for(10s);
    CHECK(w.told().empty());
    CHECK(w.state("Shop") == TargetState::down);
    CHECK(w.look().held_back.at(0).reason == "notifications are off for Shop");
}

TEST_CASE("pauses and mutes survive a restart") {
    PauseState kept;
    {
        World w(home());
        w.run_for(10s);
        w.say(command::PauseTarget{w.id_of("Shop"), std::nullopt});
        w.say(command::Mute{Nanoseconds(1h)});
        kept = w.engine().pauses();
    }
    World w(home());
    w.input([&](Instant at) { w.engine().restore(at, kept); });
    w.run_for(30s);
    CHECK(w.state("Shop") == TargetState::paused);
    CHECK(w.look().muted);
    CHECK(w.state("Office") == TargetState::up);
}

TEST_CASE("targets are added, changed and removed while running; the others keep their state") {
    World w(home());
    w.run_for(30s);
    const auto shop = w.id_of("Shop");
    const auto sent = w.look().find("Shop")->sent;
    auto other = home();
    other.targets.erase(other.targets.begin() + 4);
    other.targets.push_back(target("Garage"));
    other.targets[1].check.host = "198.51.100.99";
    w.input([&](Instant at) { w.engine().configure(at, other); });
    CHECK(w.look().find("Office") == nullptr);
    CHECK(w.state("Garage") == TargetState::unknown);
    CHECK(w.state("Anchor A") == TargetState::unknown);  // another host: another target
    CHECK(w.look().find("Shop")->id == shop);
    CHECK(w.look().find("Shop")->sent == sent);
    CHECK(w.state("Shop") == TargetState::up);
    w.run_for(5s);
    CHECK(w.state("Garage") == TargetState::up);
    CHECK(w.told().empty());
}
