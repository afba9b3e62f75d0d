// The agent watches what it costs itself: too much, and it asks less often until it may again.
#include <doctest/doctest.h>

#include "agent/engine/throttle.h"
#include "tests/system/agent/town.h"

using namespace std::chrono_literals;
using namespace traypulse::test;

namespace {

/// As many targets as cost more than a thousandth of a processor at two requests a second each.
constexpr int kTargets = 60;
/// Readings until a step is taken.
constexpr auto kStep =
    std::chrono::seconds(traypulse::Throttle::kReadingEvery * (traypulse::Throttle::kAbove + 1));

std::string many(const std::string& cpu_percent) {
    auto out = head("500ms", "400ms") + "\n[limits]\ncpu_percent = " + cpu_percent + "\n";
    for (int i = 1; i <= kTargets; ++i)
        out += target("Host " + std::to_string(i), "10.99.30." + std::to_string(i));
    return out;
}

std::string slowed(const Home& home) { return home.run({"status"}).output; }

}  // namespace

TEST_CASE(
    "what costs more than allowed is asked less often, says so, and goes on when it is allowed") {
    Namespace space;
    auto hosts = kTown;
    for (int i = 1; i <= kTargets; ++i) hosts.push_back("host 10.99.30." + std::to_string(i));
    Simulation net(hosts);
    Home home;
    home.configure(many("0.1"));
    Agent agent(home);
    REQUIRE(agent.become({"Host 1", "Host 60"}));
    REQUIRE(eventually(kStep + kPatience, [&] { return home.logged("pace") > 0; }));
    const auto said = home.log("pace").front();
    CHECK(said["level"] == "warning");
    CHECK(said["fields"]["factor"] == 2);
    const auto why = said["fields"]["reason"].get<std::string>();
    CHECK_MESSAGE(why.find(" % of one core, limit 0.1 %") != std::string::npos, why);
    CHECK(slowed(home).find("Checks are slower than configured: CPU ") != std::string::npos);
    // Slower is not worse.
    CHECK(agent.all({"Host 1", "Host 60"}));
    CHECK(home.notices().empty());

    home.configure(many("90"));
    REQUIRE(eventually(kStep, [&] { return home.log("pace").back()["fields"]["factor"] == 1; }));
    CHECK(home.log("pace").back()["level"] == "info");
    CHECK(slowed(home).find("slower") == std::string::npos);
    const auto before = net.count("10.99.30.1").requests;
    REQUIRE(eventually(kPatience, [&] { return net.count("10.99.30.1").requests > before + 4; }));
    CHECK(home.notices().empty());
}
