// The endpoint of a running agent, as Prometheus, people and those who mean harm meet it.
#include <doctest/doctest.h>

#include <limits>

#include "agent/metrics/page.h"
#include "tests/support/fleet_of.h"
#include "tests/system/agent/town.h"
#include "tests/system/fleet/web.h"

using namespace std::chrono_literals;
using namespace traypulse::test;

namespace {

std::string served_at(const std::string& listen) {
    return "\n[metrics]\nenabled = true\nlisten = \"" + listen + "\"\n";
}

constexpr const char* kModern = "Accept: application/openmetrics-text;version=1.0.0,*/*;q=0.1\r\n";

/// What promtool says against a document; empty: nothing.
std::string linted(const std::string& document) {
    ProcessSpec spec;
    spec.argv = {prometheus_tool("promtool"), "check", "metrics"};
    spec.input = document;
    const auto done = run(spec);
    CHECK_MESSAGE(done.status == 0, done.errors);
    return done.output + done.errors;
}

Json verdict(const Home& home) { return first(home.json({"status", "--json"}), "verdict"); }

}  // namespace

TEST_CASE("the figures are off, are switched on and moved while the agent runs, and are true") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town("200ms", "150ms"));
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));
    CHECK(get(9847, "/metrics").status == 0);
    CHECK(home.logged("serving") == 0);

    home.configure(town("200ms", "150ms") + served_at("127.0.0.1:9847"));
    REQUIRE(eventually(kPatience, [&] { return get(9847, "/metrics").status == 200; }));
    const auto older = get(9847, "/metrics");
    CHECK(older.head.find("text/plain; version=0.0.4") != std::string::npos);
    CHECK(older.body.find("# EOF") == std::string::npos);
    CHECK(linted(older.body) == "");
    const auto modern = get(9847, "/metrics", kModern);
    CHECK(modern.head.find("application/openmetrics-text; version=1.0.0") != std::string::npos);
    CHECK(modern.body.ends_with("\n# EOF\n"));
    CHECK(modern.body.find("# TYPE traypulse_probe counter\n") != std::string::npos);
    CHECK(modern.body.find("# TYPE traypulse_target_state stateset\n") != std::string::npos);
    CHECK(modern.body.find("# UNIT traypulse_probe_rtt_seconds seconds\n") != std::string::npos);
    CHECK(
        value_of(
            modern.body,
            R"(traypulse_target_state{target="Shop",check="icmp",traypulse_target_state="up"})") ==
        1);
    CHECK(value_of(modern.body, R"(traypulse_helper_rung{traypulse_helper_rung="none"})") == 0);
    const auto head = raw_request(9847, "HEAD /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(head.status == 200);
    CHECK(head.body.empty());

    // What is counted is what the network saw, but for what is under way.
    const std::string ok = R"(traypulse_probe_total{target="Shop",check="icmp",outcome="ok"})";
    const auto replies = [&] { return net.count("10.99.20.1").replies; };
    const auto earliest = replies();
    const auto before = value_of(get(9847, "/metrics").body, ok).value_or(-1);
    const auto begin = replies();
    REQUIRE(eventually(kPatience, [&] { return replies() >= begin + 10; }));
    const auto document = get(9847, "/metrics").body;
    const auto counted = value_of(document, ok).value_or(-1) - before;
    const auto seen = static_cast<double>(replies() - earliest);
    CHECK(counted >= 8);
    CHECK(counted <= seen + 4);
    const std::string labels = R"({target="Shop",check="icmp"})";
    CHECK(value_of(document, "traypulse_probe_rtt_seconds_count" + labels) ==
          value_of(document, ok));
    // It is 15 ms away, as the network's own configuration says.
    const auto mean = *value_of(document, "traypulse_probe_rtt_seconds_sum" + labels) /
                      *value_of(document, "traypulse_probe_rtt_seconds_count" + labels);
    CHECK(mean > 0.011);
    CHECK(mean < 0.1);
    CHECK(value_of(document,
                   R"(traypulse_probe_rtt_seconds_bucket{target="Shop",check="icmp",le="0.01"})") ==
          0);

    // Moved, then off.
    home.configure(town("200ms", "150ms") + served_at("127.0.0.1:9848"));
    REQUIRE(eventually(kPatience, [&] { return get(9848, "/metrics").status == 200; }));
    CHECK(get(9847, "/metrics").status == 0);
    home.configure(town("200ms", "150ms"));
    REQUIRE(eventually(kPatience, [&] { return get(9848, "/metrics").status == 0; }));
    CHECK(home.transitions("Shop").size() == 1);
}

TEST_CASE("promtool takes the document of four thousand targets, some of them down") {
    FleetOf fleet(4096);
    traypulse::OutageRecord outage;
    outage.cause = traypulse::Cause::provider_outage;
    for (const auto& target : fleet.snapshot.targets) outage.affected.push_back(target.name);
    fleet.open = {outage};
    traypulse::scrape::Page page(std::make_shared<const traypulse::scrape::Facts>(fleet.facts()),
                                 traypulse::scrape::Format::text);
    std::string document;
    while (!page.complete()) document += page.next(65536);
    CHECK(linted(document) == "");
}

TEST_CASE("a port in use is said, stops nothing, and is taken when it is free") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town() + served_at("127.0.0.1:9847"));
    ProcessSpec other;
    other.argv = {"/usr/bin/python3", "-m", "http.server", "--bind", "127.0.0.1", "9847"};
    other.directory = home.runtime_dir();
    Process squatter(other);
    REQUIRE(eventually(kPatience, [&] { return get(9847, "/").status == 200; }));
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));
    const std::string said = verdict(home)["metrics_problem"];
    CHECK_MESSAGE(said.find("cannot be served at 127.0.0.1:9847") != std::string::npos, said);
    CHECK(said.find("ss -ltnp") != std::string::npos);
    CHECK(home.run({"status"}).output.find("cannot be served at") != std::string::npos);
    const auto doctor = home.run({"doctor"});
    CHECK_MESSAGE(doctor.output.find("cannot be served at") != std::string::npos, doctor.output);
    // Another port is as good, at once.
    home.configure(town() + served_at("127.0.0.1:9850"));
    REQUIRE(eventually(kPatience, [&] { return get(9850, "/metrics").status == 200; }));
    CHECK(verdict(home)["metrics_problem"] == "");
    // So is this one when it is free.
    home.configure(town() + served_at("127.0.0.1:9847"));
    REQUIRE(eventually(kPatience, [&] { return home.logged("not_served") == 2; }));
    squatter.signal(9);
    REQUIRE(eventually(kPatience, [&] { return get(9847, "/metrics").status == 200; }));
    CHECK(verdict(home)["metrics_problem"] == "");
}

TEST_CASE("what is no proper request, or slow, is bounded, and the agent judges on") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town() + served_at("127.0.0.1:9847"));
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));
    CHECK(get(9847, "/").status == 404);
    CHECK(get(9847, "/metrics/x").status == 404);
    CHECK(get(9847, "/metrics?x=y").status == 200);
    CHECK(raw_request(9847, "POST /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 405);
    CHECK(raw_request(9847, "GET /metrics HTTP/2\r\nHost: localhost\r\n\r\n").status == 505);
    CHECK(raw_request(9847, "GET /metrics HTTP/1.1\r\n\r\n").status == 400);
    CHECK(raw_request(9847, "GET /metrics HTTP/1.0\n\n").status == 200);
    CHECK(raw_request(9847, "\x16\x03\x01 nonsense\r\n\r\n").status == 400);
    // A page in a browser that has led its own name to loopback.
    CHECK(raw_request(9847, "GET /metrics HTTP/1.1\r\nHost: evil.example:9847\r\n\r\n").status ==
          403);
    CHECK(get(9847, "/metrics", "X: " + std::string(9000, 'x') + "\r\n").status == 431);

    // More than it takes, none of which says anything: later ones are closed at once, those who
    // ask properly are served when the silent ones have been let go.
    std::vector<Held> silent;
    for (int i = 0; i < 20; ++i) silent.emplace_back(9847, "GET /metr");
    CHECK(silent.back().ends(2s));
    net.tell("host 10.99.20.1 down");
    REQUIRE(agent.become({"Shop"}, "down"));
    REQUIRE(eventually(kPatience, [&] { return get(9847, "/metrics").status == 200; }));
    for (auto& held : silent) CHECK(held.ends(kPatience));
    // One that asks and does not read holds up nobody else.
    const Held deaf(9847, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(deaf.open());
    CHECK(get(9847, "/metrics").status == 200);
}
