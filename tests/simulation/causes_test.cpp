// One cause, one notification: link → router → provider → DNS → target.
#include "tests/support/doctest_strings.h"

#include <cerrno>

#include "tests/simulation/simulated_world.h"

using namespace traypulse;
using namespace traypulse::simulation;
using namespace std::chrono_literals;

namespace {

void answer(World& w, bool yes, std::initializer_list<const char*> names) {
    for (const auto* n : names) w[n].answers = yes;
}

}  // namespace

TEST_CASE("provider outage: told once, with everything that it explains, and its end once") {
    for (auto phase = 0ms; phase < 2000ms; phase += 250ms) {
        World w(home());
        w.run_for(30s + phase);
        answer(w, false, {"Anchor A", "Anchor B", "Shop", "Office"});
        const auto began = w.elapsed();
        REQUIRE(w.run_until([&] { return !w.told().empty(); }, 10s));
        CHECK(w.elapsed() - began <= 5s);
        w.run_for(60s);
        REQUIRE(w.titles() == std::vector<std::string>{"outage: Provider outage"});
        CHECK(w.look().verdict.cause == Cause::provider_outage);
        CHECK(w.look().verdict.confidence == Confidence::certain);
        CHECK(w.look().verdict.affected.size() == 4);
        answer(w, true, {"Anchor A", "Anchor B", "Shop", "Office"});
        w.run_for(30s);
        CHECK(w.titles() ==
              std::vector<std::string>{"outage: Provider outage", "recovery: Back online"});
        CHECK(w.told()[1].notice.body.find("The provider outage lasted 1 min") == 0);
        CHECK(w.look().verdict.glance == Glance::up);
    }
}

TEST_CASE("router unreachable: not called a provider outage, and not five targets") {
    for (auto phase = 0ms; phase < 2000ms; phase += 250ms) {
        World w(home());
        w.run_for(30s + phase);
        answer(w, false, {"Router", "Anchor A", "Anchor B", "Shop", "Office"});
        w.run_for(60s);
        REQUIRE(w.titles() == std::vector<std::string>{"outage: Router does not answer"});
        answer(w, true, {"Router", "Anchor A", "Anchor B", "Shop", "Office"});
        w.run_for(30s);
        CHECK(w.titles().size() == 2);
        CHECK(w.look().verdict.cause == Cause::none);
    }
}

TEST_CASE("one target down while the rest is fine") {
    World w(home());
    w.run_for(30s);
    answer(w, false, {"Shop"});
    w.run_for(10s);
    REQUIRE(w.titles() == std::vector<std::string>{"outage: Shop is down"});
    CHECK(w.told()[0].notice.body.find("Everything else is fine.") != std::string::npos);
    CHECK(w.told()[0].notice.targets.size() == 1);
}

TEST_CASE("two targets down are two outages, each with its own end") {
    World w(home());
    w.run_for(30s);
    answer(w, false, {"Shop"});
    w.run_for(20s);
    answer(w, false, {"Office"});
    w.run_for(20s);
    answer(w, true, {"Shop"});
    w.run_for(20s);
    CHECK(w.titles() == std::vector<std::string>{"outage: Shop is down", "outage: Office is down",
                                                 "recovery: Shop is back"});
    CHECK(w.told()[0].notice.outage == w.told()[2].notice.outage);
    CHECK(w.look().verdict.cause == Cause::target_down);
}

TEST_CASE("a target outage that turns out to be the provider's keeps its notification's place") {
    World w(home());
    w.run_for(30s);
    answer(w, false, {"Shop"});
    w.run_for(20s);
    answer(w, false, {"Anchor A", "Anchor B", "Office"});
    w.run_for(20s);
    REQUIRE(w.titles() ==
            std::vector<std::string>{"outage: Shop is down", "outage: Provider outage"});
    CHECK(w.told()[0].notice.outage == w.told()[1].notice.outage);
    answer(w, true, {"Anchor A", "Anchor B", "Office"});
    w.run_for(30s);  // the shop stays down: an outage of its own again
    CHECK(w.titles() == std::vector<std::string>{"outage: Shop is down", "outage: Provider outage",
                                                 "recovery: Back online", "outage: Shop is down"});
}

TEST_CASE("one silent anchor is no provider outage") {
    World w(home());
    w.run_for(30s);
    answer(w, false, {"Anchor A"});
    w.run_for(30s);
    CHECK(w.titles() == std::vector<std::string>{"outage: Anchor A is down"});
}

TEST_CASE("a router that never answers pings is not an outage") {
    World w(home());
    w["Router"].answers = false;
    w.run_for(2min);
    CHECK(w.told().empty());
    CHECK(w.look().verdict.glance == Glance::up);
    CHECK(w.state("Router") == TargetState::unknown);
}

TEST_CASE("no link: its own verdict, its own end, nobody is called down") {
    World w(home());
    w.link(true);
    w.run_for(30500ms);
    for (const auto& t : home().targets) w[t.name].local_error = ENETUNREACH;
    w.link(false);
    REQUIRE(w.run_until([&] { return !w.told().empty(); }, 5s));
    CHECK(w.titles() == std::vector<std::string>{"outage: No network connection"});
    CHECK(w.look().verdict.glance == Glance::no_link);
    CHECK(w.state("Shop") == TargetState::unknown);
    w.run_for(60s);
    for (const auto& t : home().targets) w[t.name].local_error = 0;
    w.link(true);
    w.run_for(20s);
    CHECK(w.titles() ==
          std::vector<std::string>{"outage: No network connection", "recovery: Back online"});
    CHECK(w.look().verdict.glance == Glance::up);
}

TEST_CASE("a roaming Wi-Fi is not worth a word") {
    World w(home());
    w.link(true);
    w.run_for(30s);
    w.link(false);
    w.run_for(1500ms);
    w.link(true);
    w.run_for(60s);
    CHECK(w.told().empty());
}

TEST_CASE("DNS that fails for two names is DNS failing, and no target is called down for it") {
    World w(home());
    w.run_for(30s);
    for (const char* host : {"shop.test", "example.com"}) {
        CHECK(w.told().empty());
        w.input([&](Instant at) { w.engine().on_lookup(at, host, false); });
        w.run_for(5s);
    }
    REQUIRE(w.titles() == std::vector<std::string>{"outage: Names are not resolved"});
    CHECK(w.look().verdict.cause == Cause::dns_failing);
    w.input([&](Instant at) { w.engine().on_lookup(at, "example.com", true); });
    w.run_for(1s);
    CHECK(w.titles().back() == "recovery: Back online");
}

TEST_CASE("one name whose own servers fail is not DNS failing") {
    World w(home());
    w.run_for(30s);
    for (int i = 0; i < 20; ++i) {
        w.input([&](Instant at) { w.engine().on_lookup(at, "broken.test", false); });
        w.run_for(1s);
        w.input([&](Instant at) { w.engine().on_lookup(at, "example.com", true); });
        w.run_for(4s);
    }
    CHECK(w.told().empty());
}

TEST_CASE("where only one name is ever asked for, it must fail again and again") {
    World w(home());
    w.run_for(30s);
    for (int i = 0; i < 3; ++i)
        w.input([&](Instant at) { w.engine().on_lookup(at, "shop.test", false); });
    w.run_for(60s);
    CHECK(w.told().empty());
    w.input([&](Instant at) { w.engine().on_lookup(at, "shop.test", false); });
    w.run_for(1s);
    CHECK(w.look().verdict.cause == Cause::dns_failing);
}

TEST_CASE("this machine's own firewall is named, and the target is unknown") {
    World w(home());
    w.run_for(30s);
    w["Shop"].local_error = EPERM;
    w.run_for(20s);
    REQUIRE(w.titles() == std::vector<std::string>{"outage: Blocked by this computer's firewall"});
    CHECK(w.state("Shop") == TargetState::unknown);
    CHECK(w.look().verdict.cause == Cause::local_firewall);
    w["Shop"].local_error = 0;
    w.run_for(10s);
    CHECK(w.titles().size() == 2);
}

TEST_CASE("what is reached through a target that is down is listed under it") {
    auto settings = home();
    settings.targets[4].parent = "Shop";
    World w(settings);
    w.run_for(30s);
    answer(w, false, {"Shop", "Office"});
    w.run_for(20s);
    CHECK(w.titles() == std::vector<std::string>{"outage: Shop is down"});
    CHECK(w.look().verdict.affected.size() == 2);
}
