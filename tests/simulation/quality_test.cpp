// Degraded: slower than allowed, slower than usual here, or jumping about.
#include "tests/support/doctest_strings.h"

#include "tests/simulation/simulated_world.h"

using namespace traypulse;
using namespace traypulse::simulation;
using namespace std::chrono_literals;

namespace {

NetworkFacts network(const std::string& router, const std::string& mac) {
    NetworkFacts f;
    f.known = true;
    f.interface = "eth0";
    f.routers = {router};
    f.neighbours = {{router, "eth0", mac, NeighbourState::reachable}};
    f.resolvers = {"192.0.2.53"};
    return f;
}

void enter(World& w, const NetworkFacts& facts) {
    w.input([&](Instant at) { w.engine().on_network(at, facts); });
}

const std::string kHomeMac = "00:53:00:00:00:01";
const std::string kHotelMac = "00:53:00:00:00:02";

std::vector<NetworkMemory> saved(const World& w) {
    std::vector<NetworkMemory> out;
    for (const auto& e : w.effects())
        if (const auto* s = std::get_if<effect::SaveNetwork>(&e)) out.push_back(s->memory);
    return out;
}

template <class T>
std::size_t effects_of(const World& w) {
    return static_cast<std::size_t>(
        std::count_if(w.effects().begin(), w.effects().end(),
                      [](const auto& e) { return std::holds_alternative<T>(e); }));
}

}  // namespace

TEST_CASE("far slower than usual here is degraded, and why is said") {
    World w(home());
    enter(w, network("192.0.2.1", kHomeMac));
    w.run_for(30min);
    w["Shop"].rtt = 180ms;
    w.run_for(2min);
    CHECK(w.state("Shop") == TargetState::degraded);
    CHECK(w.look().find("Shop")->reason == "answers take 180 ms, usually 20 ms here");
    w["Shop"].rtt = 20ms;
    w.run_for(2min);
    CHECK(w.look().find("Shop")->reason == "answers take 20 ms, lately far longer");
    w.run_for(3min);
    CHECK(w.state("Shop") == TargetState::up);
    CHECK(w.told().empty());
}

TEST_CASE("what nobody would notice is nothing") {
    World w(home());
    enter(w, network("192.0.2.1", kHomeMac));
    w["Router"].rtt = 1ms;
    w.run_for(30min);
    w["Router"].rtt = 4ms;
    w.run_for(5min);
    CHECK(w.state("Router") == TargetState::up);
}

TEST_CASE("a value on the edge does not flicker") {
    World w(home());
    enter(w, network("192.0.2.1", kHomeMac));
    w.run_for(30min);
    std::size_t changes = 0;
    auto state = w.state("Shop");
    for (int i = 0; i < 40; ++i) {
        w["Shop"].rtt = i % 2 == 0 ? 64ms : 56ms;  // three times the usual is 60
        w.run_for(90s);
        if (w.state("Shop") != state) ++changes;
        state = w.state("Shop");
    }
    CHECK(changes == 1);
    CHECK(state == TargetState::degraded);
}

TEST_CASE("an hour of slowness does not become usual; half a day does") {
    World w(seldom(home(), 10s));
    enter(w, network("192.0.2.1", kHomeMac));
    w.run_for(4h);
    w["Shop"].rtt = 180ms;
    w.run_for(1h);
    CHECK(w.state("Shop") == TargetState::degraded);
    w["Shop"].rtt = 20ms;
    w.run_for(10min);
    w["Shop"].rtt = 180ms;
    w.run_for(3h);
    CHECK(w.state("Shop") == TargetState::degraded);
    w.run_for(9h);
    CHECK(w.state("Shop") == TargetState::up);
}

TEST_CASE("the factor can be switched off") {
    auto s = home();
    s.alerts.latency_factor = 0;
    World w(s);
    enter(w, network("192.0.2.1", kHomeMac));
    w.run_for(30min);
    w["Shop"].rtt = 500ms;
    w.run_for(5min);
    CHECK(w.state("Shop") == TargetState::up);
}

TEST_CASE("a hotel is not judged by home's standards, and home is known again") {
    World w(home());
    enter(w, network("192.0.2.1", kHomeMac));
    w.run_for(2h);
    enter(w, network("192.0.2.1", kHotelMac));  // the same address: half the world has it
    for (const char* name : {"Router", "Anchor A", "Anchor B", "Shop", "Office"})
        w[name].rtt = 250ms;
    w.run_for(2h);
    CHECK(w.look().verdict.glance == Glance::up);
    enter(w, network("192.0.2.1", kHomeMac));
    w.run_for(3min);
    CHECK(w.look().find("Shop")->reason == "answers take 250 ms, usually 20 ms here");
    CHECK(w.told().empty());
    const auto all = saved(w);
    REQUIRE(all.size() >= 2);
    CHECK(std::any_of(all.begin(), all.end(), [](const auto& m) {
        const auto shop = m.usual.find("Shop");
        return m.id == "192.0.2.1 " + kHotelMac && shop != m.usual.end() &&
               shop->second.rtt == Rtt(250ms);
    }));
}

TEST_CASE("what is usual is saved now and then, and survives a restart") {
    std::vector<NetworkMemory> kept;
    {
        World w(home());
        enter(w, network("192.0.2.1", kHomeMac));
        w.run_for(3h);
        kept = saved(w);
        CHECK(kept.size() >= 10);
        CHECK(kept.size() <= 18);  // every ten minutes at most
        CHECK(kept.back().id == "192.0.2.1 " + kHomeMac);
        CHECK(kept.back().usual.at("Shop").rtt == Rtt(20ms));
    }
    World w(home());
    w.engine().restore_networks({kept.back()});
    enter(w, network("192.0.2.1", kHomeMac));
    w["Shop"].rtt = 180ms;
    w.run_for(1min);
    CHECK(w.state("Shop") == TargetState::degraded);
}

TEST_CASE(
    "a router's neighbour state, its address found out, or another resolver is no other network") {
    World w(home());
    auto facts = network("192.0.2.1", "");
    enter(w, facts);
    w.run_for(30min);
    const auto resolved = effects_of<effect::Resolve>(w);
    facts.neighbours[0].mac = kHomeMac;
    enter(w, facts);
    facts.neighbours[0].neighbour = NeighbourState::failed;
    facts.neighbours[0].mac.clear();
    enter(w, facts);
    CHECK(effects_of<effect::Resolve>(w) == resolved);
    facts.neighbours[0].neighbour = NeighbourState::reachable;
    facts.neighbours[0].mac = kHomeMac;
    facts.resolvers = {"192.0.2.54"};
    enter(w, facts);
    CHECK(effects_of<effect::Resolve>(w) > resolved);
    CHECK(w.state("Shop") == TargetState::up);
    w["Shop"].rtt = 180ms;
    w.run_for(2min);
    CHECK(w.state("Shop") == TargetState::degraded);  // what was learnt holds
    facts.neighbours[0].mac = kHotelMac;
    enter(w, facts);
    CHECK(w.state("Shop") == TargetState::unknown);
}

TEST_CASE("jitter above the limit is degraded") {
    auto s = home();
    s.alerts.jitter_warning = 30ms;
    s.alerts.latency_factor = 0;
    World w(s);
    for (int i = 0; i < 60; ++i) {
        w["Shop"].rtt = i % 2 == 0 ? 20ms : 120ms;
        w.run_for(2s);
    }
    CHECK(w.state("Shop") == TargetState::degraded);
    CHECK(w.look().find("Shop")->reason.rfind("answers vary by ", 0) == 0);
    w["Shop"].rtt = 20ms;
    w.run_for(5min);
    CHECK(w.state("Shop") == TargetState::up);
}

TEST_CASE("slower on purpose: fewer requests, the same verdicts, and no word") {
    World w(home());
    w.run_for(60s);
    w.input([&](Instant at) { w.engine().on_pace(at, 4, "CPU 7 % of one core, limit 5 %"); });
    CHECK(w.look().slowed == "CPU 7 % of one core, limit 5 %");
    w.run_for(10s);
    const auto before = w.requests("Shop");
    w.run_for(10min);
    CHECK(w.requests("Shop") - before <= 76);
    CHECK(w.requests("Shop") - before >= 74);
    CHECK(w.look().verdict.glance == Glance::up);
    CHECK(w.told().empty());
    w["Shop"].answers = false;
    w.run_for(15s);
    REQUIRE(w.told().size() == 1);
    w["Shop"].answers = true;
    w.run_for(60s);
    w.input([&](Instant at) { w.engine().on_pace(at, 1, ""); });
    w.run_for(10s);
    CHECK(w.look().slowed.empty());
    const auto fast = w.requests("Shop");
    w.run_for(60s);
    CHECK(w.requests("Shop") - fast >= 29);
    CHECK(w.told().size() == 2);
    CHECK(effects_of<effect::PaceChanged>(w) == 2);
}

TEST_CASE("changing the pace is no outage, however often and with loss") {
    World w(home(), 7);
    for (const char* name : {"Router", "Anchor A", "Anchor B", "Shop", "Office"})
        w[name].loss = 0.02;
    w.run_for(60s);
    for (int i = 0; i < 200; ++i) {
        w.input([&](Instant at) { w.engine().on_pace(at, 1U << (i % 4), "why"); });
        w.run_for(37s);
    }
    CHECK(w.told().empty());
}

TEST_CASE("settings that are read again while slow keep the pace") {
    World w(home());
    w.run_for(20s);
    w.input([&](Instant at) { w.engine().on_pace(at, 8, "on battery"); });
    w.run_for(20s);
    const auto starts = effects_of<effect::StartTarget>(w);
    w.input([&](Instant at) { w.engine().configure(at, home()); });
    CHECK(effects_of<effect::StartTarget>(w) == starts);
    const auto before = w.requests("Shop");
    w.run_for(160s);
    CHECK(w.requests("Shop") - before <= 11);
}
