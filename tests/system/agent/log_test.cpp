// The log: JSON lines at the levels that the documentation promises, packets in hex at debug.
#include <doctest/doctest.h>

#include <map>
#include <regex>
#include <set>

#include "tests/system/agent/town.h"

using namespace std::chrono_literals;
using namespace traypulse::test;

TEST_CASE("each kind of event has its level, and packets are hex at debug") {
    Namespace space;
    Simulation net(kTown);
    net.tell("host 10.99.20.5 delay 60ms loss 15%");
    Home home;
    home.configure(town("200ms", "180ms") +
                   target("Slow", "10.99.20.5", "latency_warning = \"20ms\"") +
                   target("Nowhere", "nowhere.test") + "\n[alerts]\nloss_warning = 0.02\n");
    Agent agent(home, {"--log-level", "debug"});
    REQUIRE(agent.become(kTownsfolk));
    REQUIRE(agent.become({"Slow"}, "degraded"));
    net.tell("host 10.99.20.1 down");
    REQUIRE(eventually(kPatience, [&] { return agent.announced().size() == 1; }));
    net.tell("host 10.99.20.1 up");
    REQUIRE(eventually(kPatience, [&] { return agent.announced().size() == 2; }));
    home.configure(town("200ms", "180ms") + "\nwrong\n");
    REQUIRE(eventually(kPatience, [&] { return home.logged("problem") == 1; }));
    agent.finish();

    const std::regex time("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z");
    const std::regex hex("([0-9a-f]{4} )*[0-9a-f]{2}([0-9a-f]{2})?");
    std::map<std::string, std::set<std::string>> levels;
    std::string last;
    for (const auto& line : home.log()) {
        CHECK(line.size() == 5);
        CHECK(std::regex_match(line["time"].get<std::string>(), time));
        CHECK(line["time"].get<std::string>() >= last);
        last = line["time"];
        CHECK(line["category"].is_string());
        CHECK(line["fields"].is_object());
        auto event = line["event"].get<std::string>();
        if (event == "packet")
            CHECK(std::regex_match(line["fields"]["hex"].get<std::string>(), hex));
        if (event == "result") event += " " + line["fields"]["outcome"].get<std::string>();
        levels[event].insert(line["level"].get<std::string>());
    }
    using Levels = std::set<std::string>;
    // Packets and results.
    CHECK(levels["packet"] == Levels{"debug"});
    CHECK(levels["result reply"] == Levels{"debug"});
    CHECK(levels["recheck_result"] == Levels{"debug"});
    // State and configuration changes; what is bad about them stands out.
    CHECK(levels["target_state"] == Levels{"info", "warning"});
    CHECK(levels["started"] == Levels{"info"});
    CHECK(levels["ready"] == Levels{"info"});
    CHECK(levels["sent"] == Levels{"info"});
    CHECK(levels["verdict"] == Levels{"info"});
    // Timeouts and high latency.
    CHECK(levels["result timeout"] == Levels{"warning"});
    CHECK(levels["high_latency"] == Levels{"warning"});
    // Failures.
    CHECK(levels["start_failed"] == Levels{"error"});
    CHECK(levels["problem"] == Levels{"error"});
    CHECK(levels.count("critical") == 0);
}

TEST_CASE("-v shows the log on standard error, -q nothing but errors") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town("200ms", "180ms"));
    {
        Agent agent(home, {"-v"});
        REQUIRE(agent.become(kTownsfolk));
        CHECK(agent.complains(" info channel ready rung=helper"));
        CHECK(agent.complaints().find(" debug ") == std::string::npos);
    }
    {
        Agent agent(home, {"-vv"});
        REQUIRE(agent.complains(" debug channel packet to=helper hex="));
    }
    Agent agent(home, {"-q"});
    REQUIRE(eventually(kPatience, [&] { return home.logged("started") == 3; }));
    REQUIRE(agent.become(kTownsfolk));
    CHECK(agent.said().empty());
    CHECK(agent.complaints().empty());
}
