// `traypulse ping` beside ping of iputils and fping, on the same network in the same run.
#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <utility>

#include "tests/support/text.h"
#include "tests/system/agent/town.h"

using namespace std::chrono_literals;
using namespace traypulse::test;

namespace {

std::vector<Json> of_type(const std::vector<Json>& values, const std::string& type) {
    std::vector<Json> out;
    for (const auto& v : values)
        if (v["type"] == type) out.push_back(v);
    return out;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t out = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++out;
    return out;
}

/// A scheduler's turn or two on a machine that does other things as well.
constexpr double kSlackUs = 40'000;

}  // namespace

TEST_CASE("ping, fping and traypulse ping count the same on the same network") {
    Namespace space;
    Simulation net(
        {"host 10.99.1.1 delay 20ms", "host 10.99.1.2 down", "host fd99::1:1 delay 30ms"});
    Home home;
    struct Case {
        const char* address;
        double delay_us;
        int received;
    };
    for (const auto& c :
         {Case{"10.99.1.1", 20'000, 10}, Case{"10.99.1.2", 0, 0}, Case{"fd99::1:1", 30'000, 10}}) {
        CAPTURE(c.address);
        auto asked = [&, before = net.count(c.address).requests]() mutable {
            const auto now = net.count(c.address).requests;
            return now - std::exchange(before, now);
        };
        const auto iputils =
            run({.argv = {"ping", "-n", "-q", "-c10", "-i0.05", "-W1", c.address}});
        CHECK(has(iputils.output,
                  "10 packets transmitted, " + std::to_string(c.received) + " received"));
        CHECK(asked() == 10);
        const auto fping = run({.argv = {"fping", "-q", "-c10", "-p50", "-t1000", c.address}});
        CHECK_MESSAGE(has(fping.errors, "xmt/rcv/%loss = 10/" + std::to_string(c.received) + "/"),
                      fping.errors);
        CHECK(asked() == 10);

        const auto ours =
            home.json({"ping", "-c", "10", "-i", "50ms", "-W", "1", "--json", c.address});
        CHECK(asked() == 10);
        const auto results = of_type(ours, "result");
        REQUIRE(results.size() == 10);
        for (const auto& r : results) {
            for (const char* key :
                 {"target", "address", "seq", "time", "outcome", "rtt_us", "ttl", "from"})
                CHECK(r.contains(key));
            CHECK(r["target"] == c.address);
            CHECK(r["outcome"] == (c.received != 0 ? "reply" : "timeout"));
            CHECK(r["rtt_us"].is_null() == (c.received == 0));
        }
        const auto sum = first(ours, "summary");
        CHECK(&ours.back() == &*std::find(ours.begin(), ours.end(), sum));
        for (const char* key : {"target", "address", "sent", "received", "lost", "duplicates",
                                "loss", "rtt_us", "jitter_us"})
            CHECK(sum.contains(key));
        CHECK(sum["sent"] == 10);
        CHECK(sum["received"] == c.received);
        CHECK(sum["lost"] == 10 - c.received);
        CHECK(sum["loss"] == (c.received != 0 ? 0.0 : 1.0));
        if (c.received == 0) {
            CHECK(sum["rtt_us"].is_null());
            continue;
        }
        for (const char* key : {"min", "avg", "max", "stddev", "p50", "p95", "p99"})
            CHECK(sum["rtt_us"].contains(key));
        const double theirs =
            number_after(iputils.output, "rtt min/avg/max/mdev = ([0-9.]+)/") * 1000;
        for (const double least : {theirs, sum["rtt_us"]["min"].get<double>()}) {
            CHECK(least >= c.delay_us);
            CHECK(least < c.delay_us + kSlackUs);
        }
        CHECK(sum["rtt_us"]["min"] <= sum["rtt_us"]["avg"]);
        CHECK(sum["rtt_us"]["avg"] <= sum["rtt_us"]["max"]);
    }
}

TEST_CASE("exit statuses, summaries, and lines for people") {
    Namespace space;
    Simulation net({"host 10.99.1.1 delay 5ms", "host 10.99.1.2 down"});
    Home home;
    const auto good = home.run({"ping", "-c", "2", "-i", "0.05", "10.99.1.1"});
    CHECK(good.status == 0);
    CHECK(good.errors.empty());
    CHECK(has(good.output, "Pinging 10.99.1.1 with 56 bytes\n"));
    CHECK(has(good.output, "10.99.1.1  seq 0  "));
    CHECK(has(good.output, "ttl 63\n"));  // 64, less one router
    CHECK(has(good.output, "\n10.99.1.1: 2 sent, 2 received, 0 lost (0 %)\n  min "));
    const auto some =
        home.run({"ping", "-c", "2", "-i", "0.05", "-W", "0.2", "10.99.1.1", "10.99.1.2"});
    CHECK(some.status == 1);
    CHECK(has(some.output, "10.99.1.2  seq 1  no answer\n"));
    CHECK(has(some.output, "10.99.1.2: 2 sent, 0 received, 2 lost (100 %)\n"));
    const auto brief = home.run(
        {"ping", "-c", "2", "-i", "0.05", "-W", "0.2", "--summary", "10.99.1.1", "10.99.1.2"});
    CHECK(brief.status == 1);
    CHECK(brief.output.starts_with("10.99.1.1: 2 sent"));
    CHECK(count(brief.output, "seq") == 0);
    const auto json = home.json({"ping", "-c", "2", "-i", "0.05", "-W", "0.2", "--json",
                                 "--summary", "10.99.1.1", "10.99.1.2"});
    CHECK(json.size() == 2);
    CHECK(of_type(json, "summary").size() == 2);
}

TEST_CASE("ICMP errors, late answers and duplicates in words") {
    Namespace space;
    Simulation net({"prefix 10.99.2.0/24 hops 10.98.0.1", "host 10.99.2.1 unreachable prohibited",
                    "host 10.99.2.2 unreachable host", "host 10.99.2.3 delay 300ms",
                    "host 10.99.2.4 duplicate 100%", "prefix fd99::/64 hops fd98::1",
                    "host fd99::2:1 unreachable prohibited"});
    Home home;
    const auto text = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"ping", "-c", "3", "-i", "0.3", "-W", "0.2"});
        return home.run(arguments).output;
    };
    CHECK(has(text({"10.99.2.1"}), "seq 0  prohibited by a firewall, says 10.98.0.1\n"));
    CHECK(has(text({"10.99.2.2"}), "seq 0  host unreachable, says 10.98.0.1\n"));
    CHECK(has(text({"fd99::2:1"}), "seq 0  prohibited by a firewall, says fd98::1\n"));
    CHECK(has(text({"-t", "1", "10.99.2.9"}), "seq 0  time to live exceeded at 10.99.0.1\n"));
    CHECK(has(text({"-t", "2", "10.99.2.9"}), "seq 0  time to live exceeded at 10.98.0.1\n"));
    const auto late = text({"10.99.2.3"});
    CHECK_MESSAGE(has(late, "seq 0  no answer\n"), late);
    CHECK_MESSAGE(number_after(late, "answered late, after ([0-9.]+) ms") >= 300, late);
    CHECK_MESSAGE(has(late, "3 sent, 0 received, 3 lost (100 %)"), late);
    CHECK_MESSAGE(has(late, " of them late"), late);
    const auto twice = text({"10.99.2.4"});
    CHECK_MESSAGE(has(twice, "seq 0  answered once more, after "), twice);
    CHECK_MESSAGE(has(twice, "3 sent, 3 received, 0 lost (0 %), "), twice);
    const auto unrouted = home.json({"ping", "-c", "1", "--json", "10.99.2.1"});
    const auto result = first(unrouted, "result");
    CHECK(result["outcome"] == "unreachable");
    CHECK(result["icmp_type"] == 3);
    CHECK(result["icmp_code"] == 13);
    CHECK(result["from"] == "10.98.0.1");
    CHECK(result["rtt_us"].is_null());
    net.tell("link down");
    const auto no_route = home.run({"ping", "-c", "1", "10.99.2.9"});
    CHECK(no_route.status == 1);
    CHECK_MESSAGE(has(no_route.output, "not sent: no route to its network\n"), no_route.output);
    CHECK_MESSAGE(has(no_route.output, "1 not sent by this machine"), no_route.output);
}

TEST_CASE("Ctrl-C ends an endless ping with its summaries") {
    Namespace space;
    Simulation net({"host 10.99.1.1 delay 5ms", "host 10.99.1.2 delay 6ms"});
    Home home;
    for (const int signal : {SIGINT, SIGTERM}) {
        Process ping(home.command({"ping", "-i", "0.05", "10.99.1.1", "10.99.1.2"}));
        REQUIRE(eventually(kPatience, [&] { return has(ping.output(), "10.99.1.2  seq 3"); }));
        ping.signal(signal);
        CHECK(ping.wait(kPatience) == 0);
        CHECK(has(ping.output(), "\n10.99.1.1: "));
        CHECK(has(ping.output(), "\n10.99.1.2: "));
        CHECK(has(ping.output(), " 0 lost (0 %)"));
        CHECK(ping.errors().empty());
    }
    // A reader that has seen enough ends it too.
    const auto cut = run(
        {.argv = {"sh", "-c",
                  std::string(home.command({}).argv[0]) + " ping -i 0.05 10.99.1.1 | head -n 3"},
         .environment = home.command({}).environment});
    CHECK(cut.status == 0);
    CHECK(count(cut.output, "\n") == 3);
    CHECK(cut.errors.empty());
}

TEST_CASE("five hundred hosts from a file, over both families") {
    Namespace space;
    Simulation net(
        {"prefix 10.99.0.0/16 delay 10ms", "prefix fd99::/64 delay 10ms", "host 10.99.4.200 down"});
    Home home;
    std::string list = "# all of them\n\n";
    for (int i = 1; i <= 250; ++i)
        list += "10.99.4." + std::to_string(i) + "   # number " + std::to_string(i) + "\n";
    for (int i = 1; i <= 250; ++i) list += "fd99::4:" + std::to_string(i) + "\r\n";
    const TempDir files(true);
    const auto file = files.write("hosts.txt", list);
    const auto values =
        home.json({"ping", "-c", "2", "-i", "0.5", "-W", "1", "--json", "--summary", "-f", file});
    REQUIRE(values.size() == 500);
    int received = 0;
    for (const auto& v : values) {
        CHECK(v["sent"] == 2);
        received += v["received"].get<int>();
        if (v["target"] == "10.99.4.200") CHECK(v["lost"] == 2);
    }
    CHECK(received == 998);
    CHECK(net.count("10.99.4.7").requests == 2);
    CHECK(net.count("fd99::4:7").requests == 2);
    auto from_input = home.command({"ping", "-c", "1", "--summary", "-f", "-"});
    from_input.input = "10.99.4.1\n10.99.4.2\n";
    const auto piped = run(from_input);
    CHECK(piped.status == 0);
    CHECK(count(piped.output, "1 sent, 1 received") == 2);
    from_input.input = "10.99.4.1\nnot a host!\n";
    const auto wrong = run(from_input);
    CHECK(wrong.status == 2);
    CHECK_MESSAGE(has(wrong.errors, "standard input:2: "), wrong.errors);
}

TEST_CASE("names are resolved, in the family that is asked for") {
    Namespace space;
    Simulation net({"host 10.99.3.1 delay 5ms", "host fd99::3:1 delay 5ms",
                    "dns name both.test a 10.99.3.1", "dns name both.test aaaa fd99::3:1"});
    Home home;
    const auto address = [&](const char* flag) {
        return first(home.json({"ping", "-c", "1", "--json", flag, "both.test"}),
                     "result")["address"]
            .get<std::string>();
    };
    CHECK(address("-4") == "10.99.3.1");
    CHECK(address("-6") == "fd99::3:1");
    const auto six = home.run({"ping", "-c", "1", "icmp6://both.test"});
    CHECK(has(six.output, "icmp6://both.test (fd99::3:1)  seq 0  "));
    CHECK(home.run({"ping", "-c", "1", "icmp://@router"}).status == 0);
}

TEST_CASE("without any privilege it works too: datagram sockets, then ping itself") {
    Namespace space;
    Simulation net({"host 10.99.1.1 delay 20ms", "host fd99::1:1 delay 20ms"});
    Home home(Home::Owner::nobody);
    TempDir copies(true);
    std::optional<Cover> other_helper;
    SUBCASE("datagram") { other_helper.emplace(powerless_helper(copies), TRAYPULSE_HELPER_PATH); }
    SUBCASE("command") { other_helper.emplace("/dev/null", TRAYPULSE_HELPER_PATH); }
    const auto values =
        home.json({"ping", "-c", "3", "-i", "0.3", "-W", "5", "--json", "10.99.1.1", "fd99::1:1"});
    const auto sums = of_type(values, "summary");
    REQUIRE(sums.size() == 2);
    for (const auto& s : sums) {
        CHECK(s["received"] == 3);
        CHECK(s["rtt_us"]["min"].get<double>() >= 20'000);
    }
    CHECK(net.count("10.99.1.1").requests == 3);
}
