// Another program's targets come into a running agent through `traypulse import`.
#include <doctest/doctest.h>

#include "tests/system/agent/bench.h"

using namespace traypulse::test;

TEST_CASE("import brings Uptime Kuma's monitors into the running agent") {
    Namespace space;
    Simulation net({"host 10.99.0.1", "host 10.99.20.1", "host 10.99.20.2"});
    Home home;
    home.configure("# kept\n[defaults]\ninterval = \"200ms\"\ntimeout = \"200ms\"\n" +
                   target("Shop", "icmp://10.99.20.1"));
    Agent agent(home);
    REQUIRE(agent.become({"Shop"}));
    const TempDir dir(true);
    const auto backup = dir.write("backup.json", R"({"version": "1.23.1", "monitorList": [
  {"id": 1, "name": "Street", "type": "group", "parent": null, "active": true},
  {"id": 2, "name": "Office", "type": "ping", "hostname": "10.99.20.2", "parent": 1, "active": true,
   "interval": 1},
  {"id": 3, "name": "Old", "type": "ping", "hostname": "10.99.20.9", "parent": 1, "active": false},
  {"id": 4, "name": "Job", "type": "push", "parent": null, "active": true}
]})");
    const auto shown = home.run({"import", "--dry-run", backup});
    CHECK(shown.status == 1);
    CHECK(shown.output.find("check = \"icmp://10.99.20.2\"") != std::string::npos);
    CHECK(home.json({"status", "--json"}).size() == 2);

    const auto done = home.run({"import", backup});
    CHECK(done.status == 1);
    CHECK(done.output.find("new: 2 targets; known already: 0; left out: 1; in ") == 0);
    CHECK(done.errors.find("backup.json:6: \"Job\": left out: it waits to be told") !=
          std::string::npos);
    REQUIRE(agent.become({"Shop", "Office"}));
    const auto status = home.json({"status", "--json"});
    CHECK(target_of(status, "Old")["enabled"] == false);
    CHECK(net.count("10.99.20.9").requests == 0);
    CHECK(read_file(home.config_file()).find("# kept\n") == 0);
    agent.finish();
}
