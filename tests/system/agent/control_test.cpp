// What a person or their script asks of the running agent, and what survives its end.
#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>

#include "tests/system/agent/town.h"

using namespace std::chrono_literals;
using namespace traypulse::test;

namespace {

/// So many more requests arrive at an address, in order: what is counted before is not asked of.
bool gets_requests(Simulation& net, const std::string& address) {
    const auto before = net.count(address).requests;
    return eventually(kPatience, [&] { return net.count(address).requests > before + 1; });
}

/// Another host got twenty requests, and this one none: one is watched, the other is not.
bool gets_none_meanwhile(Simulation& net, const std::string& address, const std::string& other) {
    const auto got = [&](std::uint64_t more) {
        const auto there = net.count(other).requests;
        return eventually(kPatience, [&] { return net.count(other).requests >= there + more; });
    };
    // What the agent has said has not reached the helper at once.
    const bool settled = got(3);
    const auto before = net.count(address).requests;
    return settled && got(20) && net.count(address).requests == before;
}

}  // namespace

TEST_CASE("a paused target gets no request until it is resumed, and pauses survive a restart") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town("100ms", "90ms"));
    {
        Agent agent(home);
        REQUIRE(agent.become(kTownsfolk));
        const auto done = home.run({"pause", "Shop"});
        CHECK(done.status == 0);
        CHECK(done.errors.empty());
        REQUIRE(agent.become({"Shop"}, "paused"));
        CHECK(gets_none_meanwhile(net, "10.99.20.1", "10.99.20.2"));
        CHECK(home.run({"status"}).status == 0);  // a pause is no trouble

        const auto unknown = home.run({"pause", "Shpo"});
        CHECK(unknown.status == 2);
        CHECK(unknown.errors == "traypulse: there is no target \"Shpo\": did you mean \"Shop\"?\n");

        CHECK(home.run({"mute", "--for", "1h"}).status == 0);
        agent.finish();
    }
    {
        Agent agent(home);
        REQUIRE(agent.become({"Router", "Anchor A", "Anchor B", "Bakery"}));
        CHECK(home.state("Shop") == "paused");
        CHECK(gets_none_meanwhile(net, "10.99.20.1", "10.99.20.2"));
        const auto status = home.json({"status", "--json"});
        CHECK(first(status, "verdict")["muted"] == true);
        CHECK(target_of(status, "Shop")["state"] == "paused");
        CHECK(target_of(status, "Shop")["reason"] == "paused until resumed");

        CHECK(home.run({"resume", "Shop"}).status == 0);
        CHECK(gets_requests(net, "10.99.20.1"));
        REQUIRE(agent.become({"Shop"}));

        // Everything, for a while: it ends by itself.
        CHECK(home.run({"pause", "--for", "10s"}).status == 0);
        REQUIRE(agent.become(kTownsfolk, "paused"));
        CHECK(first(home.json({"status", "--json"}), "verdict")["glance"] == "paused");
        REQUIRE(agent.become(kTownsfolk));
        CHECK(home.notices().empty());
    }
}

TEST_CASE("a target that is switched off in the file stays off until the file says otherwise") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    const auto without = head("100ms", "90ms") + target("Router", "10.99.0.1", "role = \"router\"");
    home.configure(without + target("Shop", "10.99.20.1", "enabled = true   # mine"));
    {
        Agent agent(home);
        REQUIRE(agent.become({"Router", "Shop"}));
        home.configure(without + target("Shop", "10.99.20.1", "enabled = false   # mine"));
        REQUIRE(agent.become({"Shop"}, "paused"));
        CHECK(gets_none_meanwhile(net, "10.99.20.1", "10.99.0.1"));
        const auto shop = target_of(home.json({"status", "--json"}), "Shop");
        CHECK(shop["enabled"] == false);
        CHECK(shop["reason"] == "switched off");
        // Resuming is about pauses; the tick is the person's own.
        CHECK(home.run({"resume"}).status == 0);
        CHECK(gets_none_meanwhile(net, "10.99.20.1", "10.99.0.1"));
    }
    Agent agent(home);
    REQUIRE(agent.become({"Router"}));
    CHECK(gets_none_meanwhile(net, "10.99.20.1", "10.99.0.1"));
    home.configure(without + target("Shop", "10.99.20.1", "enabled = true   # mine"));
    REQUIRE(agent.become({"Shop"}));
    CHECK(gets_requests(net, "10.99.20.1"));
}

TEST_CASE(
    "status, why and waybar say what is so, and muted notices are held back with their reason") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town("200ms", "180ms"));
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));
    REQUIRE(eventually(kPatience, [&] { return net.count("10.99.20.1").replies >= 5; }));

    const auto well = home.json({"status", "--json"});
    const auto verdict = first(well, "verdict");
    REQUIRE(well.size() == 6);
    CHECK(well[0]["type"] == "verdict");
    for (const char* key : {"cause", "confidence", "since", "summary", "affected"})
        CHECK(verdict.contains(key));
    CHECK(verdict["cause"] == "none");
    CHECK(verdict["glance"] == "up");
    CHECK(verdict["channel"] == "helper");
    CHECK(verdict["config_problem"] == "");
    const auto shop = target_of(well, "Shop");
    for (const char* key :
         {"name", "check", "address", "state", "since", "rtt_us", "loss", "jitter_us", "enabled"})
        CHECK(shop.contains(key));
    CHECK(shop["check"] == "icmp://10.99.20.1");
    CHECK(shop["rtt_us"].get<double>() >= 12000);
    CHECK(target_of(well, "Router")["address"] == "10.99.0.1");
    const auto since = verdict["since"].get<std::string>();
    CHECK(since.size() == std::string("2026-01-01T00:00:00.000000Z").size());
    CHECK(since.back() == 'Z');

    const auto people = home.run({"status"});
    CHECK(people.status == 0);
    CHECK(people.output.find("Online · ") == 0);
    CHECK(people.output.find("  Shop      up  ") != std::string::npos);
    const auto bar = home.json({"status", "--waybar"});
    REQUIRE(bar.size() == 1);
    for (const char* key : {"text", "tooltip", "class"}) CHECK(bar[0].contains(key));
    CHECK(bar[0]["class"] == "up");

    CHECK(home.run({"mute"}).status == 0);
    // Nothing is wrong, so "until it is over" is over already.
    CHECK(first(home.json({"status", "--json"}), "verdict")["muted"] == false);
    CHECK(home.run({"mute", "--for", "1h"}).status == 0);
    net.tell("host 10.99.20.1 down");
    REQUIRE(agent.become({"Shop"}, "down"));
    REQUIRE(eventually(kPatience, [&] { return home.logged("held_back") == 1; }));
    CHECK(agent.announced().empty());
    CHECK(home.run({"status"}).status == 1);
    const auto why = first(home.json({"why", "--json"}), "verdict");
    CHECK(why["cause"] == "target_down");
    CHECK(why["affected"] == Json::array({"Shop"}));
    CHECK_FALSE(why["evidence"].empty());
    for (const auto& e : why["evidence"])
        for (const char* key : {"what", "value", "time"}) CHECK(e.contains(key));
    REQUIRE(why["held_back"].size() == 1);
    CHECK(why["held_back"][0]["text"] == "Shop is down");
    CHECK(why["held_back"][0]["reason"].get<std::string>().starts_with(
        "notifications are muted until "));
    const auto told = home.run({"why"});
    CHECK(told.output.find("Not announced:") != std::string::npos);
    CHECK(home.json({"status", "--waybar"})[0]["class"] == "down");
    CHECK(home.run({"status", "--waybar"}).status == 0);

    // What is still wrong is said when the mute ends.
    CHECK(home.run({"unmute"}).status == 0);
    REQUIRE(eventually(kPatience, [&] { return agent.announced().size() == 1; }));
    CHECK(agent.announced()[0].starts_with("Shop is down. "));
    net.tell("host 10.99.20.1 up");
    REQUIRE(eventually(kPatience, [&] { return agent.announced().size() == 2; }));
    CHECK(agent.announced()[1].starts_with("Shop is back. "));
}

TEST_CASE("signals: SIGTERM, SIGINT and a closed terminal") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town("200ms", "180ms"));
    for (const int signal : {SIGTERM, SIGINT}) {
        const auto before = home.logged("ended");
        Agent agent(home);
        REQUIRE(eventually(kPatience, [&] { return home.logged("ready") > before; }));
        const auto helper = agent.helper();
        agent.finish(signal);
        CHECK(home.logged("ended") == before + 1);
        // Its helper goes with it.
        CHECK(eventually(kPatience, [&] { return kill(helper, 0) != 0; }));
        CHECK_FALSE(std::filesystem::exists(home.runtime_dir() + "/traypulse/agent.sock"));
    }
    Agent agent(home);
    REQUIRE(eventually(kPatience, [&] { return home.logged("ready") == 3; }));
    agent.process().signal(SIGHUP);
    CHECK(eventually(kPatience, [&] { return home.logged("loaded") == 1; }));
    CHECK(agent.process().running());
}

TEST_CASE("an agent that was killed leaves nothing in the way of the next") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town("200ms", "180ms"));
    {
        Process killed(home.command({"--headless", "--log-level", "info"}));
        REQUIRE(eventually(kPatience, [&] { return home.state("Shop") == "up"; }));
        CHECK(home.run({"pause", "Bakery"}).status == 0);
        killed.signal(SIGKILL);
        CHECK(killed.wait(kPatience) == 128 + SIGKILL);
    }
    const auto nobody = home.run({"status"});
    CHECK(nobody.status == 2);
    Agent agent(home);
    REQUIRE(eventually(kPatience, [&] { return home.logged("started") == 2; }));
    REQUIRE(agent.become({"Router", "Shop"}));
    CHECK(home.state("Bakery") == "paused");
}
