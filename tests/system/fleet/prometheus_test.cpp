// The real Prometheus scrapes a running agent, evaluates the rules that we ship, and finds the
// outage.
#include <doctest/doctest.h>

#include <cctype>

#include "tests/system/agent/town.h"
#include "tests/system/fleet/web.h"

using namespace std::chrono_literals;
using namespace traypulse::test;

namespace {

const std::string kShipped = TRAYPULSE_SOURCE "/installer/prometheus/";

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        static constexpr std::string_view kHex = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0)
            out += c;
        else
            out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
    return out;
}

/// What the HTTP API answers, "data" of it. A complaint of Prometheus fails the test.
Json asked(const std::string& path) {
    const auto answer =
        raw_request(9090, "GET /api/v1/" + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
    auto json = Json::parse(answer.body, nullptr, false);
    if (!json.is_object()) return {};
    CHECK_MESSAGE(json["status"] == "success", path << ": " << answer.body);
    return json["data"];
}
Json queried(const std::string& expression) {
    return asked("query?query=" + escaped(expression))["result"];
}

void replace(std::string& text, const std::string& what, const std::string& with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

/// Every expression of the dashboard, as Grafana would ask it.
std::vector<std::string> dashboard() {
    const auto board = Json::parse(read_file(TRAYPULSE_SOURCE "/installer/grafana/traypulse.json"));
    std::vector<std::string> out;
    for (const auto& panel : board["panels"])
        for (const auto& target : panel["targets"]) out.push_back(target["expr"]);
    for (const auto& note : board["annotations"]["list"]) out.push_back(note["expr"]);
    for (const auto& variable : board["templating"]["list"])
        if (variable["type"] == "query") {
            // label_values(METRIC{…}, LABEL)
            std::string query = variable["definition"];
            CHECK(query.starts_with("label_values("));
            out.push_back(query.substr(13, query.rfind(',') - 13));
        }
    for (auto& expression : out) {
        replace(expression, "$__rate_interval", "20s");
        replace(expression, "$__range", "1m");
        for (const char* name : {"$job", "$instance", "$target"}) replace(expression, name, ".*");
        CHECK_MESSAGE(expression.find('$') == std::string::npos, expression);
    }
    return out;
}

}  // namespace

TEST_CASE("what is shipped for Prometheus is what promtool takes") {
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"check", "rules", "traypulse.rules.yml"},
          {"check", "config", "prometheus.yml"},
          {"test", "rules", "traypulse.rules.test.yml"}}) {
        ProcessSpec spec;
        spec.argv = arguments;
        spec.argv.insert(spec.argv.begin(), prometheus_tool("promtool"));
        spec.directory = kShipped;
        const auto done = run(spec);
        CHECK_MESSAGE(done.status == 0, done.output << done.errors);
    }
}

TEST_CASE("Prometheus scrapes the agent, and the alert of an outage fires and ends") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town("250ms", "200ms") +
                   "[metrics]\nenabled = true\n[[hook]]\ncommand = [\"/bin/true\"]\n");
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));

    TempDir dir(true);
    const auto config = dir.write("prometheus.yml",
                                  "global: {scrape_interval: 500ms, evaluation_interval: 500ms}\n"
                                  "rule_files: [" +
                                      kShipped +
                                      "traypulse.rules.yml]\n"
                                      "scrape_configs:\n"
                                      "  - job_name: traypulse\n"
                                      "    static_configs: [{targets: ['127.0.0.1:9847']}]\n");
    ProcessSpec spec;
    spec.argv = {prometheus_tool("prometheus"), "--config.file=" + config,
                 "--storage.tsdb.path=" + dir / "data", "--web.listen-address=127.0.0.1:9090",
                 "--log.level=warn"};
    Process prometheus(spec);
    REQUIRE(eventually(kPatience, [&] { return get(9090, "/-/ready").status == 200; }));
    REQUIRE(eventually(kPatience, [&] { return !queried("traypulse_build_info").empty(); }));
    // It asks for OpenMetrics, and takes all of it.
    Json targets;
    CHECK_MESSAGE(eventually(kPatience,
                             [&] {
                                 targets = asked("targets")["activeTargets"];
                                 return targets.size() == 1 && targets[0]["health"] == "up";
                             }),
                  targets.dump());
    CHECK(eventually(kPatience, [&] {
        const auto known =
            asked("metadata?metric=traypulse_target_state")["traypulse_target_state"];
        return known.is_array() && !known.empty() && known[0]["type"] == "stateset";
    }));
    CHECK(queried("traypulse_outage_active > 0").empty());

    net.tell("host 10.99.20.1 down");
    const auto firing = [](const std::string& alert) {
        const auto alerts = asked("alerts")["alerts"];
        for (const auto& a : alerts)
            if (a["labels"]["alertname"] == alert && a["state"] == "firing") return a;
        return Json();
    };
    Json alert;
    REQUIRE(eventually(kPatience, [&] {
        alert = firing("TraypulseTargetDown");
        return alert.is_object();
    }));
    CHECK(alert["labels"]["target"] == "Shop");
    CHECK(alert["labels"]["severity"] == "warning");
    CHECK(alert["annotations"]["summary"] == "Shop is down, seen from 127.0.0.1:9847");
    // A scrape that came late on a busy machine leaves a hole.
    Json since;
    const auto one = [&](const char* expression) {
        return eventually(kPatience, [&] {
            since = queried(expression);
            return since.size() == 1;
        });
    };
    CHECK(one(R"(traypulse_outage_active{cause="target_down"} == 1)"));
    CHECK(one(R"(traypulse_outage_total{cause="target_down"} == 1)"));
    REQUIRE(one(R"(time() - traypulse_outage_start_time_seconds)"));
    CHECK(std::stod(since[0]["value"][1].get<std::string>()) < 60);
    CHECK(firing("TraypulseNetworkOutage").is_null());

    // While it lasts, every query of the dashboard has an answer.
    for (const auto& expression : dashboard())
        CHECK_MESSAGE(eventually(kPatience, [&] { return !queried(expression).empty(); }),
                      expression);

    net.tell("host 10.99.20.1 up");
    REQUIRE(agent.become({"Shop"}));
    CHECK(eventually(kPatience, [&] { return firing("TraypulseTargetDown").is_null(); }));
    net.tell("provider down");
    REQUIRE(eventually(kPatience, [&] {
        alert = firing("TraypulseNetworkOutage");
        return alert.is_object();
    }));
    CHECK(alert["labels"]["cause"] == "provider_outage");
    CHECK(alert["labels"]["severity"] == "critical");
    CHECK(prometheus.errors().find("err=") == std::string::npos);
}
