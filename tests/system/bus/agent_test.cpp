// The whole agent with the machine's services beside it.
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/system/agent/bench.h"
#include "tests/system/bus/bus_rig.h"

using namespace traypulse::test;
using namespace std::chrono_literals;

TEST_CASE("sleep, battery and a metered connection reach the engine") {
    const Namespace space;
    Simulation net({"host 10.99.20.1 delay 5ms"});
    SystemBusRig rig;
    for (const char* who : {"logind", "upower", "manager"}) rig.tell(std::string("own ") + who);
    Home home;
    home.set("DBUS_SYSTEM_BUS_ADDRESS", rig.address());
    home.configure("[limits]\nslow_on_battery = true\n" +
                   target("Shop", "icmp://10.99.20.1", "interval = \"200ms\"\n"));
    Agent agent(home);
    REQUIRE(agent.become({"Shop"}));
    REQUIRE(eventually(kPatience, [&] { return rig.said("locked") == 1; }));

    rig.tell("signal logind PrepareForSleep (true,)");
    REQUIRE(agent.become({"Shop"}, "unknown"));
    CHECK(eventually(kPatience, [&] { return rig.said("unlocked") == 1; }));
    rig.tell("signal logind PrepareForSleep (false,)");
    REQUIRE(eventually(kPatience, [&] { return home.logged("woke") == 1; }));
    CHECK(home.logged("about_to_sleep") == 1);
    REQUIRE(agent.become({"Shop"}));
    CHECK(agent.announced().empty());

    rig.tell("set upower true");
    REQUIRE(eventually(kPatience, [&] { return home.logged("pace") == 1; }));
    CHECK(home.run({"status"}).output.find("slower than configured: on battery") !=
          std::string::npos);
    CHECK(first(home.json({"status", "--json"}), "verdict")["slowed"] == "on battery");
    rig.tell("set manager uint32 1");  // nobody asked for that one
    REQUIRE(eventually(kPatience, [&] { return home.logged("metered") == 1; }));
    rig.tell("set upower false");
    REQUIRE(eventually(kPatience, [&] { return home.logged("pace") == 2; }));
    CHECK(first(home.json({"status", "--json"}), "verdict")["slowed"] == "");
}

TEST_CASE("what cannot be saved is said once, and damage is set aside") {
    const Namespace space;
    Simulation net({"host 10.99.20.1 delay 5ms"});
    Home home;
    std::filesystem::create_directories(home.state_dir());
    for (const char* name : {"/outages.jsonl", "/networks.json"}) {
        // The agent's own directory; the test may write there.
        FILE* file = fopen((home.state_dir() + name).c_str(), "w");
        REQUIRE(file != nullptr);
        fputs("garbage", file);
        fclose(file);
    }
    home.configure(target("Shop", "icmp://10.99.20.1", "interval = \"200ms\"\n"));
    Agent agent(home);
    REQUIRE(agent.become({"Shop"}));
    CHECK(home.logged("state_set_aside") == 2);
    int aside = 0;
    for (const auto& entry : std::filesystem::directory_iterator(home.state_dir()))
        aside += entry.path().string().find(".damaged-") != std::string::npos ? 1 : 0;
    CHECK(aside == 2);
    net.tell("host 10.99.20.1 down");
    REQUIRE(agent.become({"Shop"}, "down"));
    REQUIRE(eventually(kPatience, [&] {
        return read_file(home.state_dir() + "/outages.jsonl").find("target_down") !=
               std::string::npos;
    }));
}
