// The configuration edited while the agent runs: good edits take effect, bad ones change nothing.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/system/agent/town.h"

using namespace std::chrono_literals;
using namespace traypulse::test;

namespace {

std::string problem(const Home& home) {
    return first(home.json({"status", "--json"}), "verdict")["config_problem"];
}

}  // namespace

TEST_CASE(
    "a good edit takes effect, a bad one keeps the last good settings and says where it is wrong") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town("200ms", "180ms"));
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));
    const auto shop_before = home.transitions("Shop").size();

    // Written in place, as `sed -i` does not and `echo >>` does.
    std::ofstream(home.config_file(), std::ios::app) << target("Mill", "10.99.20.3");
    net.tell("host 10.99.20.3");
    REQUIRE(agent.become({"Mill"}));
    CHECK(home.transitions("Shop").size() == shop_before);

    const auto good = read_file(home.config_file());
    home.configure(good + "\n[defautls]\ninterval = \"1s\"\n");
    REQUIRE(eventually(kPatience, [&] { return home.logged("problem") == 1; }));
    const auto line = std::to_string(std::count(good.begin(), good.end(), '\n') + 2);
    const std::string where = "config.toml:" + line + ":";
    const std::string what = "unknown key \"defautls\"";
    CHECK(home.log("problem")[0]["level"] == "error");
    for (const auto& text : {home.log("problem")[0]["fields"]["text"].get<std::string>(),
                             problem(home), agent.said()}) {
        CHECK_MESSAGE(text.find(where) != std::string::npos, text);
        CHECK_MESSAGE(text.find(what) != std::string::npos, text);
    }
    CHECK(problem(home).find("did you mean \"defaults\"") != std::string::npos);
    CHECK(agent.all({"Router", "Shop", "Mill"}));
    const auto asked = net.count("10.99.20.3").requests;
    CHECK(eventually(kPatience, [&] { return net.count("10.99.20.3").requests > asked + 5; }));

    home.configure(town("200ms", "180ms"));
    REQUIRE(eventually(kPatience, [&] { return problem(home).empty(); }));
    // The mended file has no mill: it is no longer watched.
    REQUIRE(eventually(kPatience, [&] { return home.json({"status", "--json"}).size() == 6; }));
    const auto shop_gets = [&](std::uint64_t more) {
        const auto there = net.count("10.99.20.1").requests;
        return eventually(kPatience,
                          [&] { return net.count("10.99.20.1").requests > there + more; });
    };
    CHECK(shop_gets(2));  // by then the helper has heard of it, too
    const auto last = net.count("10.99.20.3").requests;
    CHECK(shop_gets(10));
    CHECK(net.count("10.99.20.3").requests == last);
    CHECK(agent.announced().empty());
    CHECK(home.transitions("Shop").size() == shop_before);
}

TEST_CASE("a configuration that vanishes or becomes unreadable while running loses nothing") {
    Namespace space;
    Simulation net(kTown);
    Home home(Home::Owner::nobody);
    home.configure(town("200ms", "180ms"));
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));
    const auto config = read_file(home.config_file());

    std::filesystem::remove(home.config_file());
    REQUIRE(eventually(kPatience, [&] { return home.logged("problem") == 1; }));
    CHECK(problem(home).find("cannot open " + home.config_file()) != std::string::npos);
    CHECK(agent.all(kTownsfolk));

    home.configure(config);
    REQUIRE(eventually(kPatience, [&] { return problem(home).empty(); }));

    chmod(home.config_file().c_str(), 0);
    home.configure(config);                // readable again …
    chmod(home.config_file().c_str(), 0);  // … and not
    agent.process().signal(SIGHUP);
    REQUIRE(eventually(
        kPatience, [&] { return problem(home).find("Permission denied") != std::string::npos; }));
    CHECK(problem(home).find("chmod u+r") != std::string::npos);
    CHECK(agent.all(kTownsfolk));

    std::filesystem::remove(home.config_file());
    std::filesystem::create_directory(home.config_file());
    agent.process().signal(SIGHUP);
    REQUIRE(eventually(kPatience,
                       [&] { return problem(home).find("is a directory") != std::string::npos; }));
    std::filesystem::remove(home.config_file());
    home.configure(config);
    REQUIRE(eventually(kPatience, [&] { return problem(home).empty(); }));
    CHECK(agent.announced().empty());
    CHECK(agent.all(kTownsfolk));
}

TEST_CASE("a start with a damaged file uses what was good last, and says so") {
    Namespace space;
    Simulation net(kTown);
    net.tell("host 10.99.20.3");
    Home home;
    home.configure(town("200ms", "180ms"));
    {
        Agent agent(home);
        REQUIRE(agent.become(kTownsfolk));
        // What was edited while it ran counts as well.
        home.configure(town("200ms", "180ms") + target("Mill", "10.99.20.3"));
        REQUIRE(agent.become({"Mill"}));
        home.configure("[[target]\n");
        REQUIRE(eventually(kPatience, [&] { return home.logged("problem") == 1; }));
    }
    Agent agent(home);
    REQUIRE(eventually(kPatience, [&] { return home.transitions("Mill").size() == 2; }));
    CHECK(agent.complains("config.toml:1:"));
    CHECK(agent.complains("The last good settings stay in use."));
    CHECK(problem(home).find("config.toml:1:") != std::string::npos);
    CHECK(read_file(home.config_file()) == "[[target]\n");
}

TEST_CASE("interval, timeout, address and log level change while running") {
    Namespace space;
    Simulation net(kTown);
    net.tell("host 10.99.20.9 delay 20ms");
    Home home;
    home.configure(head("1h", "1s") + target("Shop", "10.99.20.1") +
                   "\n[log]\nlevel = \"warning\"\n");
    auto spec = home.command({"--headless"});  // the file's own log level counts
    Process agent(spec);
    REQUIRE(eventually(kPatience, [&] { return net.count("10.99.20.1").replies == 1; }));
    // A start is nothing to warn of; a busy machine's timeouts would be.
    for (const auto& line : home.log())
        CHECK((line["level"] != "info" && line["level"] != "debug"));
    home.configure(head("100ms", "90ms") + target("Shop", "10.99.20.1") +
                   "\n[log]\nlevel = \"debug\"\n");
    REQUIRE(eventually(kPatience, [&] { return net.count("10.99.20.1").replies > 5; }));
    REQUIRE(eventually(kPatience, [&] { return home.logged("packet") > 0; }));
    home.configure(head("100ms", "90ms") + target("Shop", "10.99.20.9") +
                   "\n[log]\nlevel = \"info\"\n");
    REQUIRE(eventually(kPatience, [&] { return net.count("10.99.20.9").replies > 5; }));
    const auto old = net.count("10.99.20.1").requests;
    const auto packets = home.logged("packet");
    const auto now = net.count("10.99.20.9").requests;
    REQUIRE(eventually(kPatience, [&] { return net.count("10.99.20.9").requests > now + 5; }));
    CHECK(net.count("10.99.20.1").requests == old);
    CHECK(home.logged("packet") == packets);
    agent.signal(SIGTERM);
    CHECK(agent.wait(kPatience) == 0);
}
