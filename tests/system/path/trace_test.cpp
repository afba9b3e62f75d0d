// `traypulse trace` beside mtr and traceroute, on the same network in the same run.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support/text.h"
#include "tests/system/agent/bench.h"

using namespace std::chrono_literals;
using namespace traypulse::test;

namespace {

/// By the helper, and by UDP.
const std::vector<std::vector<std::string>> kTraceWays{{}, {"--udp"}};

const std::vector<std::string> kWay{
    "host 10.99.1.1 delay 20ms hops 10.98.0.1,10.98.0.2,*,10.98.0.4",
    "host fd99::1:1 delay 20ms hops fd98::1,fd98::2,*,fd98::4",
};

using Hops = std::map<int, std::set<std::string>>;

Hops hops_of(const std::vector<Json>& lines) {
    Hops out;
    for (const auto& line : lines) {
        if (line["type"] != "hop") continue;
        auto& at = out[line["ttl"].get<int>()];
        for (const auto& router : line["routers"]) at.insert(router["address"].get<std::string>());
    }
    return out;
}

// " 3  10.98.0.2  10.2 ms 10.98.0.3  10.2 ms": numbers and all addresses of a line.
Hops hops_of_traceroute(const std::string& text) {
    Hops out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::smatch number;
        if (!std::regex_search(line, number, std::regex("^ *([0-9]+)  "))) continue;
        auto& at = out[std::stoi(number[1])];
        std::istringstream words(line);
        for (std::string word; words >> word;)
            if (word.find_first_of(".:") != std::string::npos &&
                word.find_first_of("0123456789abcdef") == 0 && !word.ends_with("ms") &&
                (std::count(word.begin(), word.end(), '.') == 3 || has(word, "::")))
                at.insert(word);
    }
    return out;
}

Hops hops_of_mtr(const std::string& text) {
    Hops out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (std::regex_search(line, match, std::regex("^ *([0-9]+)\\.\\|-- ([^ ]+)"))) {
            auto& at = out[std::stoi(match[1])];
            if (match[2] != "???") at.insert(match[2]);
        }
    }
    return out;
}

Json hop(const std::vector<Json>& lines, int ttl) {
    for (const auto& line : lines)
        if (line["type"] == "hop" && line["ttl"] == ttl) return line;
    FAIL("no hop " << ttl);
    return {};
}

}  // namespace

TEST_CASE("trace, mtr and traceroute see the same way, over IPv4, IPv6 and UDP") {
    Namespace space;
    Simulation net(kWay);
    Home home;
    for (const std::string address : {"10.99.1.1", "fd99::1:1"}) {
        CAPTURE(address);
        const bool v4 = address[0] == '1';
        const auto router = [&](const char* four, const char* six) {
            return std::set<std::string>{v4 ? four : six};
        };
        const Hops truth{{1, router("10.99.0.1", "fd99::1")}, {2, router("10.98.0.1", "fd98::1")},
                         {3, router("10.98.0.2", "fd98::2")}, {4, {}},
                         {5, router("10.98.0.4", "fd98::4")}, {6, {address}}};
        const auto ours = home.json({"trace", "-n", "--json", address});
        CHECK(hops_of(ours) == truth);
        const auto end = first(ours, "trace");
        CHECK(end["reached"] == true);
        CHECK(end["method"] == "icmp");
        CHECK(end["hops"] == 6);
        const auto last = hop(ours, 6);
        CHECK(last["loss"] == 0.0);
        CHECK(last["rtt_us"]["min"] >= 20'000.0);
        CHECK(last["routers"][0]["target"] == true);
        CHECK(hop(ours, 4)["meaning"] == "silent");
        const auto udp = home.json({"trace", "-n", "--json", "--udp", address});
        CHECK(hops_of(udp) == truth);
        CHECK(first(udp, "trace")["method"] == "udp");

        const auto theirs =
            run({.argv = {"traceroute", v4 ? "-4" : "-6", "-n", "-w", "1", address}});
        CHECK_MESSAGE(hops_of_traceroute(theirs.output) == truth, theirs.output);
        const auto mtr = run(
            {.argv = {"mtr", v4 ? "-4" : "-6", "-n", "--report", "-c", "3", "-i", "0.3", address}});
        CHECK_MESSAGE(hops_of_mtr(mtr.output) == truth, mtr.output);
    }
}

TEST_CASE("one flow goes one way, and several flows show the equal-cost paths") {
    Namespace space;
    Simulation net({"host 10.99.1.1 hops 10.98.0.1|10.98.0.2|10.98.0.3,10.98.1.1|10.98.1.2",
                    "host fd99::1:1 hops fd98::1|fd98::2|fd98::3"});
    Home home;
    for (const auto& way : kTraceWays) {
        for (const std::string address : {"10.99.1.1", "fd99::1:1"}) {
            const auto trace = [&](std::vector<std::string> more) {
                more.insert(more.begin(), {"trace", "-n", "--json", address});
                more.insert(more.end(), way.begin(), way.end());
                return home.json(more);
            };
            // Twenty requests, one router: without a flow two of three would go elsewhere.
            CHECK(hop(trace({"-q", "20"}), 2)["routers"].size() == 1);
            const auto flows = trace({"--flows", "16", "-q", "2"});
            const auto balanced = hop(flows, 2);
            CHECK(balanced["routers"].size() == 3);
            std::set<int> seen;
            for (const auto& router : balanced["routers"])
                for (const auto& flow : router["flows"]) CHECK(seen.insert(flow.get<int>()).second);
            CHECK(seen.size() == 16);
            CHECK(first(flows, "trace")["reached"] == true);
        }
    }
}

TEST_CASE("labels and interfaces are shown, by every way to ask") {
    Namespace space;
    Simulation net({"host 10.99.1.1 hops 10.98.0.1", "host 10.98.0.1 mpls 16004:5:1,3:0:255",
                    "host 10.98.0.1 interface incoming ge-0/0/1 192.0.2.1 mtu 9000",
                    "host fd99::1:1 hops fd98::1", "host fd98::1 mpls 77:1:2",
                    "host fd98::1 interface outgoing xe-1 2001:db8::7"});
    Home home;
    for (const auto& way : kTraceWays) {
        auto arguments = way;
        arguments.insert(arguments.begin(), {"trace", "-n", "--json", "10.99.1.1"});
        const auto router = hop(home.json(arguments), 2)["routers"][0];
        CHECK(router["mpls"] ==
              Json::array({{{"label", 16004}, {"tc", 5}, {"bottom", false}, {"ttl", 1}},
                           {{"label", 3}, {"tc", 0}, {"bottom", true}, {"ttl", 255}}}));
        REQUIRE(router["interfaces"].size() == 1);
        CHECK(router["interfaces"][0]["name"] == "ge-0/0/1");
        CHECK(router["interfaces"][0]["address"] == "192.0.2.1");
        CHECK(router["interfaces"][0]["mtu"] == 9000);
        CHECK(router["interfaces"][0]["role"] == "incoming");
        arguments[3] = "fd99::1:1";
        const auto six = hop(home.json(arguments), 2)["routers"][0];
        CHECK(six["mpls"][0]["label"] == 77);
        REQUIRE(six["interfaces"].size() == 1);
        CHECK(six["interfaces"][0]["address"] == "2001:db8::7");
        CHECK(six["interfaces"][0]["role"] == "outgoing");
    }
    const auto text = home.run({"trace", "-n", "10.99.1.1"});
    CHECK(text.status == 0);
    CHECK(has(text.output, "MPLS label 16004, class 5, TTL 1\n"));
    CHECK(has(text.output, "incoming interface ge-0/0/1, 192.0.2.1, MTU 9000\n"));
}

TEST_CASE("forged additions change nothing but what they claim to add") {
    Namespace space;
    Simulation net({"host 10.99.1.1 hops 10.98.0.1"});
    Home home;
    // No checksum at all, a wrong one, an object beyond the end, one of length 0, another version.
    for (const std::string bytes :
         {"200000000008010100fa11ff", "2000beef0008010100fa11ff", "200000000108010100fa11ff",
          "200000000000010100fa11ff", "100000000008010100fa11ff", "20000000ffff", "2000"}) {
        CAPTURE(bytes);
        net.tell("host 10.98.0.1 extensions " + bytes);
        for (const auto& way : kTraceWays) {
            auto arguments = way;
            arguments.insert(arguments.begin(), {"trace", "-n", "-q", "1", "--json", "10.99.1.1"});
            const auto lines = home.json(arguments);
            CHECK(first(lines, "trace")["reached"] == true);
            const auto router = hop(lines, 2)["routers"][0];
            CHECK(router["address"] == "10.98.0.1");
            CHECK(router["mpls"].size() == (bytes == "200000000008010100fa11ff" ? 1 : 0));
        }
    }
}

TEST_CASE("the loss of a hop is judged by what lies behind it") {
    Namespace space;
    Simulation net({"host 10.99.1.1 hops 10.98.0.1,10.98.0.2", "host 10.98.0.1 loss 70%",
                    "host 10.99.1.2 hops 10.98.1.1 loss 60%"});
    Home home;
    const auto lazy = home.json({"trace", "-n", "--json", "-q", "20", "10.99.1.1"});
    CHECK(hop(lazy, 2)["meaning"] == "local");
    CHECK(hop(lazy, 2)["loss"] > 0.2);
    CHECK(hop(lazy, 3)["meaning"] == "none");
    CHECK(hop(lazy, 4)["meaning"] == "none");
    const auto lossy = home.json({"trace", "-n", "--json", "-q", "20", "10.99.1.2"});
    CHECK(hop(lossy, 3)["meaning"] == "real");
    CHECK(has(home.run({"trace", "-n", "-q", "20", "10.99.1.1"}).output,
              "this router answers rarely; it does not concern the traffic"));
}

TEST_CASE("ends of a way that are not its target, in words and statuses") {
    Namespace space;
    Simulation net({"host 10.99.1.1 hops 10.98.0.1 unreachable prohibited",
                    "host 10.99.1.2 hops 10.98.0.1 unreachable host", "host 10.99.1.3 down"});
    Home home;
    const auto firewall = home.run({"trace", "-n", "10.99.1.1"});
    CHECK(firewall.status == 1);
    CHECK(has(firewall.output,
              "Not reached: hop 3, 10.98.0.1, says: prohibited by a firewall (!X).\n"));
    CHECK(has(home.run({"trace", "-n", "10.99.1.2"}).output, "says: host unreachable (!H)"));
    const auto silent = home.run({"trace", "-n", "-m", "5", "10.99.1.3"});
    CHECK(silent.status == 1);
    CHECK(has(silent.output, "Not reached: behind hop 1 nothing answers, 5 hops were asked."));
    net.tell("router down");
    const auto nothing = home.run({"trace", "-n", "-m", "3", "10.99.1.3"});
    CHECK(nothing.status == 1);
    CHECK(has(nothing.output, "nothing answers, not even the first hop"));
    for (const auto& wrong :
         std::vector<std::vector<std::string>>{{"trace"},
                                               {"trace", "-q", "0", "10.99.1.1"},
                                               {"trace", "-6", "10.99.1.1"},
                                               {"trace", "224.0.0.1"},
                                               {"trace", "--hops", "10.99.1.1"},
                                               {"mtu"}}) {
        const auto said = home.run(wrong);
        CHECK(said.status == 2);
        CHECK(said.errors.starts_with("traypulse: "));
    }
}

TEST_CASE("reverse names, and a name server that is silent costs a second") {
    Namespace space;
    Simulation net({"host 10.99.1.1 hops 10.98.0.1", "host 10.99.0.53",
                    "dns ptr 10.98.0.1 r1.example.test", "dns ptr fd98::1 r6.example.test",
                    "host fd99::1:1 hops fd98::1", "dns name shop.test a 10.99.1.1"});
    Home home;
    const auto named = home.json({"trace", "--json", "shop.test"});
    CHECK(hop(named, 2)["routers"][0]["name"] == "r1.example.test");
    CHECK(hop(named, 1)["routers"][0]["name"].is_null());
    CHECK(first(named, "trace")["target"] == "shop.test");
    CHECK(first(named, "trace")["address"] == "10.99.1.1");
    CHECK(hop(home.json({"trace", "--json", "fd99::1:1"}), 2)["routers"][0]["name"] ==
          "r6.example.test");
    CHECK(has(home.run({"trace", "shop.test"}).output, "r1.example.test (10.98.0.1)"));
    const auto asked = net.queries("1.0.98.10.in-addr.arpa");
    CHECK(home.run({"trace", "-n", "10.99.1.1"}).status == 0);
    CHECK(net.queries("1.0.98.10.in-addr.arpa") == asked);
    net.tell("dns silent on");
    const auto took = [](const std::function<void()>& what) {
        const auto begin = std::chrono::steady_clock::now();
        what();
        return std::chrono::steady_clock::now() - begin;
    };
    std::vector<Json> silent;
    const auto without = took([&] { (void)home.json({"trace", "--json", "-n", "10.99.1.1"}); });
    const auto with = took([&] { silent = home.json({"trace", "--json", "10.99.1.1"}); });
    CHECK(with < without + 4s);  // c-ares by itself gives up after 15
    CHECK(hop(silent, 2)["routers"][0]["address"] == "10.98.0.1");
}

TEST_CASE("routers that quote the least say enough, also of UDP") {
    Namespace space;
    Simulation net(kWay);
    net.tell("quote least");
    Home home;
    const Hops truth{{1, {"10.99.0.1"}}, {2, {"10.98.0.1"}}, {3, {"10.98.0.2"}}, {4, {}},
                     {5, {"10.98.0.4"}}, {6, {"10.99.1.1"}}};
    CHECK(hops_of(home.json({"trace", "-n", "--json", "10.99.1.1"})) == truth);
    CHECK(hops_of(home.json({"trace", "-n", "--json", "--udp", "10.99.1.1"})) == truth);
}

TEST_CASE("without a helper that may do anything the way is found all the same") {
    Namespace space({.datagram_icmp = false});
    Simulation net(kWay);
    Home home(Home::Owner::nobody);
    // Neither raw nor datagram sockets: UDP.
    const auto lines = home.json({"trace", "-n", "--json", "10.99.1.1"});
    CHECK(first(lines, "trace")["reached"] == true);
    CHECK(hop(lines, 5)["routers"][0]["address"] == "10.98.0.4");
}

TEST_CASE("on datagram sockets, too") {
    Namespace space;
    Simulation net({"host 10.99.1.1 hops 10.98.0.1|10.98.0.2", "host 10.98.0.1 mpls 5:0:1",
                    "host 10.98.0.2 mpls 5:0:1", "host fd99::1:1 hops fd98::1|fd98::2"});
    TempDir dir(true);
    Cover helper(powerless_helper(dir), TRAYPULSE_HELPER_PATH);
    Home home(Home::Owner::nobody);
    const auto lines = home.json({"trace", "-n", "--json", "-q", "10", "10.99.1.1"});
    CHECK(first(lines, "trace")["method"] == "icmp");
    const auto balanced = hop(lines, 2);
    REQUIRE(balanced["routers"].size() == 1);
    CHECK(balanced["routers"][0]["mpls"][0]["label"] == 5);
    const auto six = home.json({"trace", "-n", "--json", "-q", "10", "fd99::1:1"});
    CHECK(first(six, "trace")["reached"] == true);
    CHECK(hop(six, 2)["routers"].size() == 1);
}
