// Programs that others wrote agree with what the simulated network was told.
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "shared/ip_address.h"
#include "tests/support/eventually.h"
#include "tests/support/namespace.h"
#include "tests/support/simulation.h"
#include "tests/support/text.h"

using namespace std::chrono_literals;
using traypulse::IpAddress;
using traypulse::test::eventually;
using traypulse::test::Namespace;
using traypulse::test::number_after;
using traypulse::test::run;
using traypulse::test::Simulation;

namespace {

/// The own address that the kernel sends from.
std::string source_towards(const char* address) {
    sockaddr_storage far{};
    const auto length = IpAddress::parse(address).value().to(far);
    reinterpret_cast<sockaddr_in6*>(&far)->sin6_port = htons(9);
    const int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in6 own{};
    socklen_t size = sizeof own;
    const bool known = connect(fd, reinterpret_cast<sockaddr*>(&far), length) == 0 &&
                       getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) == 0;
    close(fd);
    return known ? IpAddress::from(reinterpret_cast<const sockaddr*>(&own))->text() : "none";
}

}  // namespace

TEST_CASE("ping sees the scripted delay over IPv4 and IPv6") {
    Namespace space;
    Simulation net({"prefix 10.99.0.0/16 delay 20ms", "prefix fd99::/64 delay 30ms"});
    for (const auto& way : {std::pair("10.99.7.7", 20.0), std::pair("fd99::7:7", 30.0)}) {
        const auto* address = way.first;
        const double delay = way.second;
        std::uint64_t pings = 0;
        double least = 0;
        // A busy machine adds to all of them, but not for ever.
        CHECK(eventually(30s, [&] {
            const auto ping = run({.argv = {"ping", "-n", "-c", "10", "-i", "0.02", address}});
            CHECK(ping.status == 0);
            pings += 10;
            least = number_after(ping.output, "rtt min/avg/max/mdev = ([0-9.]+)/");
            CHECK(least >= delay);
            return least < delay + 2;
        }));
        CHECK(net.count(address).requests == pings);
        CHECK(net.count(address).replies == pings);
    }
}

TEST_CASE("fping sees hundreds of hosts and their loss") {
    Namespace space;
    Simulation net({"prefix 10.99.0.0/16 delay 5ms", "prefix 10.99.2.0/24 delay 5ms loss 30%",
                    "host 10.99.1.9 down"});
    const auto fping = run({.argv = {"fping", "-q", "-g", "10.99.1.0/24", "-c", "1", "-i", "1"}});
    CHECK(fping.errors.find("10.99.1.8   : xmt/rcv/%loss = 1/1/0%") != std::string::npos);
    CHECK(fping.errors.find("10.99.1.9   : xmt/rcv/%loss = 1/0/100%") != std::string::npos);

    const auto lossy =
        run({.argv = {"fping", "-q", "-c", "1000", "-p", "2", "-i", "1", "-t", "500", "10.99.2.1"}},
            60s);
    const double loss = number_after(lossy.errors, "%loss = [0-9]+/[0-9]+/([0-9]+)%");
    // Three standard deviations of a binomial of 1000 at 0.3 are 4.3 %.
    CHECK(std::abs(loss - 30) < 5);
    const auto counts = net.count("10.99.2.1");
    CHECK(counts.requests == 1000);
    CHECK(counts.replies + counts.lost == 1000);
}

TEST_CASE("ping names what routers and hosts say") {
    Namespace space;
    Simulation net({"prefix 10.99.0.0/16 hops 10.98.0.1,10.98.0.2", "prefix fd99::/64 hops fd98::1",
                    "host 10.99.2.2 unreachable prohibited", "host 10.99.2.3 unreachable host",
                    "host 10.99.2.4 mtu 1400", "host fd99::2:4 mtu 1300"});
    const auto says = [](std::vector<std::string> argv, const char* text) {
        argv.insert(argv.begin(), {"ping", "-n", "-c1", "-W1"});
        const auto ping = run({.argv = argv});
        CHECK_MESSAGE(ping.output.find(text) != std::string::npos, ping.output);
    };
    says({"10.99.2.2"}, "From 10.98.0.2 icmp_seq=1 Packet filtered");
    says({"10.99.2.3"}, "From 10.98.0.2 icmp_seq=1 Destination Host Unreachable");
    says({"-Mdo", "-s1400", "10.99.2.4"}, "Frag needed and DF set (mtu = 1400)");
    says({"-Mdo", "-s1400", "fd99::2:4"}, "Packet too big: mtu=1300");
    says({"-t1", "10.99.1.1"}, "From 10.99.0.1 icmp_seq=1 Time to live exceeded");
    says({"-t3", "10.99.1.1"}, "From 10.98.0.2 icmp_seq=1 Time to live exceeded");
    says({"-t4", "10.99.1.1"}, "64 bytes from 10.99.1.1: icmp_seq=1 ttl=61");
    says({"-t2", "fd99::1:1"}, "From fd98::1 icmp_seq=1 Time exceeded: Hop limit");
}

TEST_CASE("the parts of a network fail one by one") {
    Namespace space;
    Simulation net({"prefix 10.99.0.0/16"});
    // An answer may take its time on a busy machine; silence is waited for no longer than needed.
    const auto answers = [](const char* address) {
        return run({.argv = {"ping", "-c1", "-W10", address}}).status == 0;
    };
    const auto status = [](const char* address) {
        return run({.argv = {"ping", "-c1", "-W0.3", address}}).status;
    };
    CHECK(answers("10.99.0.1"));
    CHECK(answers("10.99.1.1"));
    net.tell("provider down");
    CHECK(answers("10.99.0.1"));
    CHECK(status("10.99.1.1") == 1);
    net.tell("provider up");
    net.tell("router down");
    CHECK(status("10.99.0.1") == 1);
    CHECK(status("10.99.1.1") == 1);
    CHECK(answers("10.99.0.9"));  // on this side of the router
    net.tell("router up");
    net.tell("link down");
    CHECK(status("10.99.0.1") == 2);  // no route: ping's own error, not a loss
    net.tell("link up");
    CHECK(answers("10.99.0.1"));
    CHECK(answers("10.99.1.1"));
    CHECK(answers("fd99::1"));
    net.tell("carrier off");
    CHECK(status("10.99.1.1") != 0);
    net.tell("carrier on");
    CHECK(answers("10.99.1.1"));
}

// The kernel readies an IPv6 address while others run on; one of five times it was seen unready.
TEST_CASE("the own IPv6 address is in use as soon as the network or its link is up") {
    Namespace space;
    constexpr int kTimes = 20;
    for (int i = 0; i < kTimes; ++i) {
        Simulation net;
        REQUIRE(source_towards("fd99::1") == "fd99::2");
        net.tell("link down");
        net.tell("link up");
        REQUIRE(source_towards("fd99::1") == "fd99::2");
    }
}

TEST_CASE("names resolve through resolv.conf, and fail as scripted") {
    Namespace space;
    Simulation net({"prefix 10.99.0.0/16", "dns name shop.test a 10.99.3.1 ttl 5",
                    "dns name shop.test aaaa fd99::3:1"});
    const auto look_up = [](const char* database, const char* name) {
        return run({.argv = {"getent", database, name}});
    };
    CHECK(look_up("ahostsv4", "shop.test").output.starts_with("10.99.3.1 "));
    CHECK(look_up("ahostsv6", "shop.test").output.starts_with("fd99::3:1 "));
    CHECK(look_up("ahostsv4", "nowhere.test").status == 2);
    CHECK(net.queries("shop.test") >= 2);
    for (const char* mode : {"servfail", "nxdomain", "silent"}) {
        net.tell(std::string("dns ") + mode + " on");
        CHECK(look_up("ahostsv4", "shop.test").status == 2);
        net.tell(std::string("dns ") + mode + " off");
        CHECK(look_up("ahostsv4", "shop.test").status == 0);
    }
}

TEST_CASE("the recorded true delay is what was asked for") {
    Namespace space;
    Simulation net({"prefix 10.99.0.0/16 delay 3ms", "record 100"});
    CHECK(run({.argv = {"ping", "-q", "-c20", "-i0.01", "10.99.1.1"}}).status == 0);
    const auto echoes = net.dump();
    REQUIRE(echoes.size() == 20);
    for (std::size_t i = 0; i < echoes.size(); ++i) {
        CHECK(echoes[i].address == "10.99.1.1");
        CHECK(echoes[i].sequence == i + 1);
        CHECK(echoes[i].written - echoes[i].seen >= 3'000'000);
        CHECK(echoes[i].written_real - echoes[i].seen_real == echoes[i].written - echoes[i].seen);
    }
    // The timer's error is usually some 50 µs; the best of twenty shows it even on a busy machine.
    const auto best = std::min_element(
        echoes.begin(), echoes.end(),
        [](const auto& a, const auto& b) { return a.written - a.seen < b.written - b.seen; });
    CHECK(best->written - best->seen < 4'000'000);
}

TEST_CASE("a wrong line is an error that says so") {
    Namespace space;
    Simulation net;
    CHECK_THROWS_WITH(net.tell("host 10.99.1.1 delay 5"),
                      "simulated network: 'host 10.99.1.1 delay 5': error: '5' is not a duration "
                      "like 20ms, 150us or 1.5s");
}
