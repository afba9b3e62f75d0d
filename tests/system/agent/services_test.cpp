// Services beside pings: watched by the real agent, judged, edited, paused, and checked once by
// hand.
#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <optional>

#include "tests/system/agent/town.h"

using namespace std::chrono_literals;
using namespace traypulse::test;
using Texts = std::vector<std::string>;

namespace {

const std::string kPage = "http://10.99.0.2:8080/health";

/// Python's own web server on the town's device; its access log tells who came.
class WebServer {
 public:
    WebServer() { write("all is well"); }
    void write(const std::string& text) const { std::ofstream(dir_ / "health") << text; }
    void start() {
        process_.emplace(
            ProcessSpec{.argv = {"python3", "-u", "-m", "http.server", "8080", "--bind",
                                 "10.99.0.2", "--directory", dir_.path().string()}});
        REQUIRE(eventually(kPatience, [&] {
            return process_->output().find("Serving HTTP") != std::string::npos;
        }));
    }
    void stop() { process_.reset(); }
    [[nodiscard]] std::size_t pages() const {
        const auto log = process_->errors();
        std::size_t count = 0;
        for (auto at = log.find("GET /health"); at != std::string::npos;
             at = log.find("GET /health", at + 1))
            ++count;
        return count;
    }

 private:
    TempDir dir_{true};
    std::optional<Process> process_;
};

std::string quick(const std::string& name, const std::string& check, const std::string& more = {}) {
    return target(name, check,
                  "interval = \"1s\"\ntimeout = \"2s\"" + (more.empty() ? "" : "\n" + more));
}

std::string services(const std::string& page = {}) {
    return head() + target("Router", "icmp://@router") + quick("Page", kPage, page) +
           quick("Port", "tcp://10.99.0.2:8080") +
           quick("Names", "dns://@resolver/anchor.test", "expect = [\"10.99.10.1\"]") +
           quick("Resolver", "udp://@resolver:53");
}

const Texts kServices{"Page", "Port", "Names", "Resolver"};

Json view(const Home& home, const std::string& name) {
    return target_of(home.json({"status", "--json"}), name);
}

/// The town with a web server in it, and the agent that watches the services.
class Served {
 protected:
    Agent& watch(const std::string& page = {}) {
        web.start();
        home.configure(services(page));
        return agent_.emplace(home);
    }
    Namespace space;
    Simulation net{kTown};
    WebServer web;
    Home home;

 private:
    std::optional<Agent> agent_;
};

}  // namespace

TEST_CASE_FIXTURE(Served,
                  "services go down and come back in their own words, and are told once each") {
    auto& agent = watch();
    REQUIRE(agent.become(kServices));
    CHECK(view(home, "Page")["check"] == kPage);
    CHECK(view(home, "Page")["address"] == "10.99.0.2");
    CHECK(view(home, "Page")["rtt_us"].get<double>() > 0);
    CHECK(view(home, "Names")["check"] == "dns://@resolver/anchor.test?type=A");

    web.stop();
    REQUIRE(agent.become({"Page", "Port"}, "down"));
    REQUIRE(eventually(kPatience, [&] { return home.notices().size() == 2; }));
    CHECK(agent.says("Port: up → down (connection refused)"));
    CHECK(agent.all({"Router", "Names", "Resolver"}));

    web.start();
    REQUIRE(agent.become({"Page", "Port"}));
    REQUIRE(eventually(kPatience, [&] { return home.notices().size() == 4; }));
    agent.finish();
    for (const char* name : {"Page", "Port"})
        CHECK(home.transitions(name) == Texts{"unknown → up", "up → down", "down → up"});
    for (const char* name : {"Names", "Resolver"})
        CHECK(home.transitions(name) == Texts{"unknown → up"});
}

TEST_CASE_FIXTURE(Served, "what is expected of a page is edited while it is watched") {
    auto& agent = watch("body_contains = \"well\"");
    REQUIRE(agent.become(kServices));

    home.configure(services("body_contains = \"splendid\""));
    REQUIRE(agent.become({"Page"}, "down"));
    CHECK(agent.says("splendid"));
    web.write("all is splendid");
    REQUIRE(agent.become({"Page"}));
    CHECK(home.run({"check", "Page"}).status == 0);
    web.write("all is well");
    const auto once = home.run({"check", "--json", "Page"});
    CHECK(once.status == 1);
    CHECK(Json::parse(once.output)["status"] == "wrong_answer");
    CHECK(home.run({"check", kPage}).status == 0);

    home.configure(services("body_contians = \"x\""));
    REQUIRE(eventually(kPatience, [&] { return home.logged("problem") == 1; }));
    CHECK(home.log("problem")[0]["fields"]["text"].get<std::string>().find(
              "did you mean \"body_contains\"?") != std::string::npos);
}

TEST_CASE_FIXTURE(Served, "a service that is paused is not asked") {
    auto& agent = watch();
    REQUIRE(agent.become(kServices));
    CHECK(home.run({"pause", "Page"}).status == 0);
    REQUIRE(eventually(kPatience, [&] { return home.state("Page") == "paused"; }));
    const auto asked = [&](std::uint64_t more) {
        const auto queries = net.queries("anchor.test");
        return eventually(kPatience, [&] { return net.queries("anchor.test") > queries + more; });
    };
    REQUIRE(asked(1));  // by then what was under way has been answered
    const auto pages = web.pages();
    CHECK(asked(4));
    CHECK(web.pages() == pages);
    CHECK(home.run({"resume", "Page"}).status == 0);
    CHECK(agent.become({"Page"}));
    CHECK(web.pages() > pages);
}

TEST_CASE_FIXTURE(Served, "the helper's end is nothing to a service") {
    auto& agent = watch();
    REQUIRE(agent.become({"Router"}));
    REQUIRE(agent.become(kServices));
    ::kill(agent.helper(), SIGKILL);
    REQUIRE(eventually(kPatience, [&] { return home.logged("lost") + home.rungs().size() > 1; }));
    const auto pages = web.pages();
    CHECK(eventually(kPatience, [&] { return web.pages() > pages + 2; }));
    REQUIRE(agent.become({"Router"}));
    agent.finish();
    for (const auto& name : kServices) CHECK(home.transitions(name) == Texts{"unknown → up"});
    CHECK(home.notices().empty());
}

TEST_CASE("the path to a target is followed, shown, and a change of the route is recorded") {
    Namespace space;
    auto lines = kTown;
    lines.emplace_back("host 10.99.30.1 hops 10.99.31.1,10.99.31.2");
    Simulation net(lines);
    Home home;
    home.configure(head() + target("Router", "icmp://@router") +
                   target("Shop", "10.99.30.1", "watch_path = true"));
    Agent agent(home);
    REQUIRE(agent.become({"Shop"}));
    REQUIRE(eventually(kPatience, [&] { return view(home, "Shop").contains("path"); }));
    const auto path = view(home, "Shop")["path"];
    CHECK(path["reached"] == true);
    REQUIRE(path["hops"].size() == 4);
    CHECK(path["hops"][1]["routers"][0]["address"] == "10.99.31.1");
    CHECK_FALSE(view(home, "Router").contains("path"));
    const auto why = home.run({"why"}).output;
    CHECK_MESSAGE(why.find("  Shop: 4 hops") != std::string::npos, why);
    CHECK(why.find("    3  10.99.31.2") != std::string::npos);

    net.tell("host 10.99.30.1 hops 10.99.31.1,10.99.31.9");
    // It is traced each minute, and what differs is confirmed at once.
    constexpr auto kNextTrace = 60s + kPatience;
    REQUIRE(eventually(kNextTrace, [&] { return home.logged("route_changed") == 1; }));
    const auto change = home.log("route_changed")[0]["fields"];
    CHECK(change["target"] == "Shop");
    CHECK(change["before"].get<std::string>().find("10.99.31.2") != std::string::npos);
    CHECK(change["after"].get<std::string>().find("10.99.31.9") != std::string::npos);
    agent.finish();
    CHECK(home.transitions("Shop") == Texts{"unknown → up"});
}
