// `traypulse mtu` beside tracepath, on the same network in the same run.
#include <doctest/doctest.h>

#include <regex>

#include "tests/support/text.h"
#include "tests/system/agent/bench.h"

using namespace traypulse::test;

namespace {

/// By the helper, and by UDP.
const std::vector<std::vector<std::string>> kWays{{}, {"--udp"}};

Json mtu(const Home& home, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"mtu", "--json"});
    return first(home.json(arguments), "mtu");
}

int of_tracepath(const std::string& address) {
    const auto said = run({.argv = {"tracepath", "-n", address}});
    std::smatch match;
    REQUIRE_MESSAGE(std::regex_search(said.output, match, std::regex("Resume: pmtu ([0-9]+)")),
                    said.output);
    return std::stoi(match[1]);
}

}  // namespace

TEST_CASE("mtu and tracepath find the same, over IPv4 and IPv6, by ICMP and UDP") {
    Namespace space;
    Simulation net({"host 10.99.1.1 hops 10.98.0.1", "host 10.99.1.2 mtu 1400 hops 10.98.0.1",
                    "host 10.99.1.3 mtu 1333 hops 10.98.0.1",
                    "host fd99::1:2 mtu 1420 hops fd98::1",
                    "host fd99::1:3 mtu 1281 hops fd98::1"});
    Home home;
    struct Case {
        const char* address;
        int size;
        const char* router;
    };
    for (const auto& c : {Case{"10.99.1.1", 1500, ""}, Case{"10.99.1.2", 1400, "10.98.0.1"},
                          Case{"10.99.1.3", 1333, "10.98.0.1"}, Case{"fd99::1:2", 1420, "fd98::1"},
                          Case{"fd99::1:3", 1281, "fd98::1"}}) {
        CAPTURE(c.address);
        for (const auto& way : kWays) {
            auto arguments = way;
            arguments.push_back(c.address);
            const auto found = mtu(home, arguments);
            CHECK(found["mtu"] == c.size);
            CHECK(found["finding"] == (c.size == 1500 ? "whole" : "announced"));
            CHECK(found["method"] == (way.empty() ? "icmp" : "udp"));
            if (c.size != 1500) CHECK(found["router"] == c.router);
        }
        CHECK(of_tracepath(c.address) == c.size);
    }
}

TEST_CASE("a black hole is found with its size, and called one") {
    Namespace space;
    Simulation net({"host 10.99.1.1 blackhole 1420 hops 10.98.0.1 delay 5ms",
                    "host 10.99.1.2 blackhole 1377 hops 10.98.0.1",
                    "host fd99::1:1 blackhole 1400 hops fd98::1"});
    Home home;
    for (const auto& [address, size] :
         {std::pair{"10.99.1.1", 1420}, {"10.99.1.2", 1377}, {"fd99::1:1", 1400}}) {
        const auto found = mtu(home, {address});
        CHECK(found["finding"] == "black_hole");
        CHECK(found["mtu"] == size);
        CHECK(found["smallest_lost"] == size + 1);
        CHECK(found["router"].is_null());
        CHECK(mtu(home, {"--udp", address})["mtu"] == size);
    }
    const auto text = home.run({"mtu", "10.99.1.1"});
    CHECK(text.status == 1);
    CHECK(has(text.output, "larger ones vanish without a word (from 1421 bytes on)"));
    CHECK(has(text.output, "black hole"));
}

TEST_CASE("too big without a size is searched for") {
    Namespace space;
    Simulation net({"host 10.99.1.1 mtu 1447 unsaid hops 10.98.0.1"});
    Home home;
    const auto found = mtu(home, {"10.99.1.1"});
    CHECK(found["finding"] == "announced");
    CHECK(found["mtu"] == 1447);
}

TEST_CASE("a path that loses one in twenty has the right MTU, ten times of ten") {
    Namespace space;
    Simulation net({"host 10.99.1.1 loss 5%", "host 10.99.1.2 loss 5% mtu 1400 hops 10.98.0.1",
                    "host 10.99.1.3 loss 5% blackhole 1420 hops 10.98.0.1"});
    Home home;
    for (int i = 0; i < 10; ++i) {
        CHECK(mtu(home, {"10.99.1.1"})["mtu"] == 1500);
        CHECK(mtu(home, {"10.99.1.2"})["mtu"] == 1400);
        const auto hole = mtu(home, {"10.99.1.3"});
        CHECK(hole["mtu"] == 1420);
        CHECK(hole["finding"] == "black_hole");
    }
}

TEST_CASE("who does not answer, and this machine's own limit") {
    Namespace space;
    Simulation net({"host 10.99.1.2 down", "host 10.99.1.3 blackhole 300"});
    Home home;
    const auto silent = home.run({"mtu", "10.99.1.2"});
    CHECK(silent.status == 1);
    CHECK(has(silent.output, "does not answer, not even small packets"));
    const auto small = home.run({"mtu", "10.99.1.3"});
    CHECK(small.status == 1);
    CHECK(has(small.output, "answers packets of up to 300 bytes, less than every path must carry"));
    REQUIRE(run({.argv = {"ip", "link", "set", "sim0", "mtu", "1350"}}).status == 0);
    net.tell("host 10.99.1.1");
    for (const auto& way : kWays) {
        auto arguments = way;
        arguments.push_back("10.99.1.1");
        const auto found = mtu(home, arguments);
        CHECK(found["mtu"] == 1350);
        CHECK(found["local"] == true);
    }
}
