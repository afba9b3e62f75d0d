// The whole agent under ThreadSanitizer too: many who ask at once, while things fail and change.
#include <doctest/doctest.h>

#include <csignal>
#include <deque>

#include "tests/system/agent/town.h"

using namespace std::chrono_literals;
using namespace traypulse::test;

TEST_CASE("an agent that is asked from many sides keeps its order") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town("200ms", "180ms"));
    Agent agent(home, {"--log-level", "debug", "-v"});
    REQUIRE(agent.become(kTownsfolk));
    std::deque<Process> askers;
    for (int i = 0; i < 4; ++i)
        for (const auto& words :
             {std::vector<std::string>{"status", "--json"}, std::vector<std::string>{"why"},
              std::vector<std::string>{"pause", "Bakery"}, std::vector<std::string>{"resume"}})
            askers.emplace_back(home.command(words));
    kill(agent.helper(), SIGKILL);
    home.configure(town("100ms", "90ms"));
    for (auto& asker : askers) {
        const auto status = asker.wait(kPatience);
        REQUIRE(status);
        // While the helper is away the verdict is "unknown", which is not well: 1.
        CHECK_MESSAGE((*status == 0 || *status == 1), asker.errors());
        CHECK(asker.errors().empty());
    }
    REQUIRE(eventually(kPatience,
                       [&] { return home.logged("loaded") == 1 && home.logged("ready") == 2; }));
    CHECK(home.run({"resume"}).status == 0);
    REQUIRE(agent.become(kTownsfolk));
    net.tell("host 10.99.20.1 down");
    REQUIRE(eventually(kPatience, [&] { return agent.announced().size() == 1; }));
    CHECK(agent.announced()[0].starts_with("Shop is down. "));
}

TEST_CASE("ping serves hundreds of hosts and ends when told") {
    Namespace space;
    Simulation net({"prefix 10.99.0.0/16 delay 10ms"});
    Home home;
    auto spec = home.command({"ping", "-i", "0.2", "--summary", "-f", "-"});
    for (int i = 1; i <= 200; ++i) spec.input += "10.99.4." + std::to_string(i) + "\n";
    Process ping(spec);
    REQUIRE(eventually(kPatience, [&] { return net.count("10.99.4.200").replies >= 3; }));
    ping.signal(SIGINT);
    CHECK(ping.wait(kPatience) == 0);
    CHECK(ping.errors().empty());
    CHECK(ping.output().find("10.99.4.200: ") != std::string::npos);
}
