// Hooks of a running agent, told to a real server that fails in every way, and to real programs.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "tests/support/text.h"
#include "tests/system/agent/town.h"
#include "tests/system/fleet/web.h"

using namespace std::chrono_literals;
using namespace traypulse::test;

namespace {

constexpr const char* kSecret = "hunter2";

/// hook_server.py on this port, with these answers.
class Receiver {
 public:
    Receiver(const Home& home, int port, const std::vector<std::string>& answers,
             const std::vector<std::pair<std::string, std::string>>& environment = {})
        : file_(home / ("received-" + std::to_string(port))), process_([&] {
              ProcessSpec spec;
              constexpr auto* kServer = TRAYPULSE_SOURCE "/tests/system/fleet/hook_server.py";
              spec.argv = {"/usr/bin/python3", "-B", kServer, std::to_string(port), file_};
              spec.environment = environment;
              spec.argv.insert(spec.argv.end(), answers.begin(), answers.end());
              return spec;
          }()) {
        REQUIRE(eventually(kPatience, [&] { return Held(port).open(); }));
    }
    [[nodiscard]] std::vector<Json> requests() const {
        std::vector<Json> out;
        std::istringstream in(read_file(file_));
        for (std::string line; std::getline(in, line);)
            if (auto value = Json::parse(line, nullptr, false); !value.is_discarded())
                out.push_back(std::move(value));
        return out;
    }
    [[nodiscard]] bool gets(std::size_t count) const {
        return eventually(kPatience, [&] { return requests().size() >= count; });
    }

 private:
    std::string file_;
    Process process_;
};

std::string webhook(const std::string& name, int port, const std::string& more = {}) {
    return "\n[[hook]]\nname = \"" + name + "\"\nurl = \"http://127.0.0.1:" + std::to_string(port) +
           "/in?token=" + kSecret + "\"\n" + more;
}

std::string verdict_field(const Home& home, const char* key) {
    return first(home.json({"status", "--json"}), "verdict")[key];
}

/// Attempts that failed; names that were not found are logged by the same word.
std::vector<Json> failures(const Home& home) {
    auto out = home.log("failed");
    std::erase_if(out, [](const Json& e) { return e["category"] != "hook"; });
    return out;
}

/// Events of those requests, "outage 1" and so on.
std::vector<std::string> told(const std::vector<Json>& requests) {
    std::vector<std::string> out;
    for (const auto& r : requests)
        out.push_back(r["body"]["event"].get<std::string>() + " " +
                      std::to_string(r["body"]["outage"].get<int>()));
    return out;
}

void outage_and_recovery(Simulation& net, const Agent& agent) {
    net.tell("host 10.99.20.1 down");
    REQUIRE(agent.become({"Shop"}, "down"));
    net.tell("host 10.99.20.1 up");
    REQUIRE(agent.become({"Shop"}));
}

/// No file that the agent wrote says it.
void no_secret(const Home& home, const Agent& agent) {
    for (const auto& text :
         {read_file(home.log_file()), read_file(home.state_dir() + "/hooks.json"), agent.said(),
          home.run({"status", "--json"}).output, home.run({"why", "--json"}).output,
          home.run({"doctor"}).output})
        CHECK_MESSAGE(text.find(kSecret) == std::string::npos, text);
}

}  // namespace

TEST_CASE("a server that fails, closes and hangs is told once all the same, in order") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    // Told at last: the outage with the fourth attempt, by the other one with the second.
    const Receiver receiver(home, 9001, {"503", "close", "hang", "200"});
    const Receiver slow(home, 9002, {"slow", "200"});
    home.configure(
        town() + webhook("Slow", 9002, "timeout = \"3s\"\n") +
        webhook("Pager", 9001,
                "timeout = \"3s\"\nheaders = [\"X-Key: " + std::string(kSecret) + "\"]\n"));
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));
    outage_and_recovery(net, agent);
    REQUIRE(receiver.gets(5));
    REQUIRE(slow.gets(3));
    CHECK(joined(told(slow.requests())) == "outage 1, outage 1, recovery 1");
    const auto all = receiver.requests();
    CHECK(joined(told(all)) == "outage 1, outage 1, outage 1, outage 1, recovery 1");
    // Every attempt says the same.
    for (std::size_t i = 1; i < 4; ++i) CHECK(all[i]["body"] == all[0]["body"]);

    const auto& outage = all[0]["body"];
    CHECK(all[0]["path"] == "/in?token=" + std::string(kSecret));
    CHECK(all[0]["headers"]["X-Key"] == kSecret);
    CHECK(all[0]["headers"]["Content-Type"] == "application/json");
    CHECK(all[0]["headers"]["Traypulse-Delivery"] == outage["id"]);
    CHECK(outage["version"] == 1);
    CHECK(outage["cause"] == "target_down");
    CHECK(outage["confidence"] == "certain");
    CHECK(outage["until"].is_null());
    CHECK(outage["duration_s"].is_null());
    CHECK(outage["summary"].get<std::string>().starts_with("Shop is down. No answer to ping"));
    CHECK(outage["targets"].dump() == R"([{"check":"icmp://10.99.20.1","name":"Shop"}])");
    CHECK(outage["targets_left_out"] == 0);
    REQUIRE_FALSE(outage["evidence"].empty());
    CHECK(outage["evidence"][0].contains("what"));
    const auto& recovery = all[4]["body"];
    CHECK(recovery["since"] == outage["since"]);
    CHECK(recovery["until"].is_string());
    CHECK(recovery["duration_s"].get<double>() > 0.5);
    CHECK(recovery["how"] == "recovered");
    CHECK(recovery["summary"].get<std::string>().starts_with("Shop is back. It was down for"));
    CHECK(recovery["id"] != outage["id"]);

    REQUIRE(eventually(kPatience, [&] { return home.logged("delivered") == 4; }));
    CHECK(failures(home).size() == 4);
    CHECK(verdict_field(home, "hooks_problem").empty());
    no_secret(home, agent);
}

TEST_CASE("a server is found by its name, and believed by its certificate") {
    Namespace space;
    Simulation net(kTown);
    net.tell("dns name hooks.test a 127.0.0.1 ttl 60");
    Home home;
    const auto made =
        run({.argv = {"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
                      "/CN=hooks.test", "-addext", "subjectAltName=DNS:hooks.test", "-days", "2",
                      "-keyout", home / "key.pem", "-out", home / "cert.pem"}});
    REQUIRE_MESSAGE(made.status == 0, made.errors);
    const Receiver receiver(
        home, 9001, {"200"},
        {{"HOOK_CERTIFICATE", home / "cert.pem"}, {"HOOK_KEY", home / "key.pem"}});
    const auto hook = [&](const std::string& name, const std::string& host,
                          const std::string& more) {
        return "\n[[hook]]\nname = \"" + name + "\"\nurl = \"https://" + host +
               ":9001/in\"\ntimeout = \"5s\"\n" + more;
    };
    const auto trusted = "ca_file = \"" + home / "cert.pem" + "\"\n";
    home.configure(town() + hook("Trusting", "hooks.test", trusted) +
                   hook("Distrusting", "hooks.test", "") + hook("Mistaken", "127.0.0.1", trusted) +
                   hook("Lost", "nowhere.test", trusted));
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));
    net.tell("host 10.99.20.1 down");
    REQUIRE(receiver.gets(1));
    const auto reason = [&](const std::string& name) {
        for (const auto& e : failures(home))
            if (e["fields"]["hook"] == name) return e["fields"]["reason"].get<std::string>();
        return std::string();
    };
    const std::vector<std::pair<std::string, std::string>> expected{
        {"Distrusting", "certificate"}, {"Mistaken", "127.0.0.1"}, {"Lost", "nowhere.test"}};
    for (const auto& who : expected) {
        REQUIRE(eventually(kPatience, [&] { return !reason(who.first).empty(); }));
        CHECK_MESSAGE(reason(who.first).find(who.second) != std::string::npos, reason(who.first));
    }
    CHECK(receiver.requests().size() == 1);
    CHECK(receiver.requests()[0]["headers"]["Host"] == "hooks.test:9001");
}

TEST_CASE("who refuses is not asked again, and the loss is counted and shown") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    const Receiver gone(home, 9001, {"404"});
    const Receiver elsewhere(home, 9002, {"302"});
    home.configure(town() + webhook("Gone", 9001) +
                   webhook("Elsewhere", 9002, "events = [\"recovery\"]\n") +
                   "[metrics]\nenabled = true\n");
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));
    outage_and_recovery(net, agent);
    REQUIRE(eventually(kPatience, [&] { return home.logged("refused") == 3; }));
    CHECK(joined(told(gone.requests())) == "outage 1, recovery 1");
    CHECK(joined(told(elsewhere.requests())) == "recovery 1");
    CHECK(elsewhere.requests()[0]["path"] == "/in?token=" + std::string(kSecret));
    const auto problem = verdict_field(home, "hooks_problem");
    CHECK_MESSAGE(
        problem.find("\"Gone\" lacks something: 2 messages were lost.") != std::string::npos,
        problem);
    CHECK(home.run({"status"}).output.find("2 messages were lost") != std::string::npos);
    CHECK(home.run({"doctor"}).output.find("2 messages were lost") != std::string::npos);
    const auto document = get(9847, "/metrics").body;
    CHECK(value_of(document, R"(traypulse_hook_lost_total{hook="Gone"})") == 2);
    CHECK(value_of(document, R"(traypulse_hook_lost_total{hook="Elsewhere"})") == 1);
    no_secret(home, agent);
}

TEST_CASE("what is not delivered at the agent's end is, after its next start") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town() + webhook("Pager", 9001));
    {
        Agent agent(home);  // nobody listens there yet
        REQUIRE(agent.become(kTownsfolk));
        outage_and_recovery(net, agent);
        REQUIRE(eventually(kPatience, [&] {
            return verdict_field(home, "hooks_problem").find("2 messages wait") !=
                   std::string::npos;
        }));
        CHECK(verdict_field(home, "hooks_problem").find("connection refused") != std::string::npos);
        // Another outage, and the end comes as it comes to programs at times.
        net.tell("host 10.99.20.2 down");
        REQUIRE(agent.become({"Bakery"}, "down"));
        REQUIRE(eventually(kPatience, [&] {
            return read_file(home.state_dir() + "/hooks.json").find("Bakery") != std::string::npos;
        }));
        agent.finish();
    }
    net.tell("host 10.99.20.2 up");
    const Receiver receiver(home, 9001, {"204"});
    Agent again(home);
    REQUIRE(receiver.gets(4));
    CHECK(joined(told(receiver.requests())) == "outage 1, recovery 1, outage 2, recovery 2");
    REQUIRE(eventually(kPatience, [&] { return home.logged("delivered") == 4; }));
    // Nothing is said twice.
    REQUIRE(eventually(kPatience, [&] {
        return read_file(home.state_dir() + "/hooks.json").find("Bakery") == std::string::npos;
    }));
    CHECK(receiver.requests().size() == 4);
}

TEST_CASE(
    "a program gets the payload, is asked again while it fails, and is killed when it hangs") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    // Hangs with a child of its own, then fails with words, then does it.
    std::ofstream(home / "told") << R"sh(#!/bin/sh
cd "$(dirname "$0")"
echo x >>tries
case $(wc -l <tries) in
1) sleep 1000 & echo $! >sleeper; wait ;;
2) echo "no paper" >&2; exit 3 ;;
*) cat >>payloads; echo >>payloads; env | grep ^TRAYPULSE_ >>variables; echo "$1" >>variables ;;
esac
)sh";
    REQUIRE(run({.argv = {"chmod", "+x", home / "told"}}).status == 0);
    home.configure(town() + "\n[[hook]]\ncommand = [\"" + home / "told" +
                   "\", \"one $HOME; word\"]\ntimeout = \"3s\"\n");
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));
    outage_and_recovery(net, agent);
    REQUIRE(eventually(kPatience, [&] { return home.logged("delivered") == 2; }));

    std::istringstream payloads(read_file(home / "payloads"));
    std::string line;
    std::getline(payloads, line);
    const auto outage = Json::parse(line);
    CHECK(outage["event"] == "outage");
    CHECK(outage["targets"][0]["name"] == "Shop");
    std::getline(payloads, line);
    CHECK(Json::parse(line)["event"] == "recovery");
    const auto variables = read_file(home / "variables");
    for (const std::string want :
         {"TRAYPULSE_EVENT=outage\n", "TRAYPULSE_EVENT=recovery\n", "TRAYPULSE_CAUSE=target_down\n",
          "TRAYPULSE_TARGETS=Shop\n", "TRAYPULSE_HOW=recovered\n", "one $HOME; word\n"})
        CHECK_MESSAGE(variables.find(want) != std::string::npos, variables);
    // What hung is dead, with what it had started.
    const auto sleeper = read_file(home / "sleeper");
    CHECK(eventually(kPatience, [&] {
        return run({.argv = {"kill", "-0", sleeper.substr(0, sleeper.find('\n'))}}).status != 0;
    }));
    std::string reasons;
    for (const auto& e : failures(home)) reasons += e["fields"]["reason"].get<std::string>() + "|";
    CHECK(reasons ==
          "the program was killed, it was not ready within 3 s|the program ended with status 3: no "
          "paper|");
}

TEST_CASE("hooks hear what a person hears: one cause, nothing that is muted or away") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    const Receiver receiver(home, 9001, {"200"});
    home.configure(town() + webhook("Pager", 9001));
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));

    REQUIRE(home.run({"mute", "--for", "1h"}).status == 0);
    outage_and_recovery(net, agent);
    REQUIRE(home.run({"unmute"}).status == 0);
    // Everything behind the router: one outage.
    net.tell("provider down");
    REQUIRE(agent.become({"Anchor A", "Anchor B", "Shop", "Bakery"}, "down"));
    REQUIRE(receiver.gets(1));
    net.tell("provider up");
    REQUIRE(agent.become(kTownsfolk));
    REQUIRE(receiver.gets(2));
    const auto all = receiver.requests();
    REQUIRE(all.size() == 2);
    CHECK(all[0]["body"]["event"] == "outage");
    CHECK(all[0]["body"]["cause"] == "provider_outage");
    CHECK(all[0]["body"]["targets"].size() == 4);
    CHECK(all[1]["body"]["event"] == "recovery");
    CHECK(all[1]["body"]["outage"] == all[0]["body"]["outage"]);
    CHECK(all[1]["body"]["summary"].get<std::string>().starts_with("Back online. The provider"));

    // A hook that comes while an outage lasts hears of what begins after it.
    const Receiver late(home, 9002, {"200"});
    net.tell("host 10.99.20.2 down");
    REQUIRE(receiver.gets(3));
    home.configure(town() + webhook("Pager", 9001) + webhook("Late", 9002));
    REQUIRE(eventually(kPatience, [&] { return home.logged("loaded") == 1; }));
    net.tell("host 10.99.20.1 down");
    REQUIRE(late.gets(1));
    REQUIRE(receiver.gets(4));
    CHECK(late.requests()[0]["body"]["targets"][0]["name"] == "Shop");
    CHECK(late.requests().size() == 1);
}
