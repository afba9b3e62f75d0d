#include "tests/support/simnet/world.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/unit/support/packets.h"

using namespace traypulse::simnet;
using namespace std::chrono_literals;
using traypulse::MonoTime;
using traypulse::Nanoseconds;
using traypulse::Prefix;

namespace {

// 10.99.0.0/24 and fd99::/112 here, the rest behind the routers .1 and ::1, as in traypulse-simnet.
struct Net : World {
    explicit Net(std::uint64_t seed = 1) : World(seed) {
        for (const char* block : {"10.99.0.0/24", "fd99::/112"}) add_on_link(*Prefix::parse(block));
        for (const char* router : {"10.99.0.1", "fd99::1"}) set_router(ip(router));
        for (const char* block : {"10.99.0.0/16", "fd99::/64"}) prefix(*Prefix::parse(block));
    }
    Behaviour& block(const char* text) { return prefix(*Prefix::parse(text)); }
    Behaviour& host(const char* address) { return World::host(ip(address)); }
    HostCounts count(const char* address) { return counts(ip(address)); }
};

constexpr MonoTime kStart{1000s};

// Which of n requests, 10 ms apart, are answered.
std::vector<bool> answered(World& world, const char* to, int n) {
    std::vector<bool> out;
    out.reserve(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i)
        out.push_back(
            !ask(world, echo(to, static_cast<std::uint16_t>(i)), kStart + i * 10ms).empty());
    return out;
}
double loss(const std::vector<bool>& got) {
    return static_cast<double>(std::count(got.begin(), got.end(), false)) /
           static_cast<double>(got.size());
}

}  // namespace

TEST_CASE("a host answers after its delay, not before") {
    Net net;
    net.block("10.99.1.0/24").delay = 20ms;
    net.receive(echo("10.99.1.1", 5), kStart);
    REQUIRE(net.next_deadline() == kStart + 20ms);
    int calls = 0;
    const auto sink = [&](Bytes, const std::optional<EchoNote>& note) {
        ++calls;
        REQUIRE(note);
        CHECK(note->host == ip("10.99.1.1"));
        CHECK(note->identifier == 0x1234);
        CHECK(note->sequence == 5);
        CHECK(note->seen == kStart);
    };
    CHECK(net.deliver(kStart + 20ms - 1ns, 10, sink) == 0);
    CHECK(net.deliver(kStart + 20ms, 10, sink) == 1);
    CHECK(calls == 1);
    CHECK_FALSE(net.next_deadline());
}

TEST_CASE("each family's host replies with the time to live that its routers left") {
    Net net;
    net.block("10.99.1.0/24").hops = {{{ip("10.98.0.1")}}, {}};
    CHECK(ask(net, echo("10.99.0.9"))[0].view->ttl == 64);
    CHECK(ask(net, echo("10.99.2.9"))[0].view->ttl == 63);
    CHECK(ask(net, echo("10.99.1.9"))[0].view->ttl == 61);
    net.block("fd99::/64").ttl = 128;
    CHECK(ask(net, echo("fd99::1:9"))[0].view->ttl == 127);
}

TEST_CASE("nobody answers where nobody lives, and it is counted all the same") {
    Net net;
    CHECK(ask(net, echo("192.0.2.1")).empty());
    CHECK(net.count("192.0.2.1").requests == 1);
    CHECK(net.count("192.0.2.1").lost == 1);
    CHECK(net.count("192.0.2.2").requests == 0);
}

TEST_CASE("jitter spreads the delay as its distribution says, and never below zero") {
    Net net;
    auto& b = net.host("10.99.1.1");
    b.delay = 10ms;
    b.jitter = 2ms;
    const auto delays = [&] {
        std::vector<double> out;
        for (int i = 0; i < 5000; ++i) {
            const auto now = kStart + i * 100ms;
            out.push_back(
                static_cast<double>((ask(net, echo("10.99.1.1"), now)[0].due - now).count()) / 1e6);
        }
        return out;
    };
    const auto mean_and_deviation = [](const std::vector<double>& v) {
        double mean = 0;
        double square = 0;
        for (double x : v) mean += x / static_cast<double>(v.size());
        for (double x : v) square += (x - mean) * (x - mean) / static_cast<double>(v.size());
        return std::pair(mean, std::sqrt(square));
    };
    const auto uniform = delays();
    CHECK(*std::min_element(uniform.begin(), uniform.end()) >= 8);
    CHECK(*std::max_element(uniform.begin(), uniform.end()) <= 12);
    CHECK(mean_and_deviation(uniform).first == doctest::Approx(10).epsilon(0.01));
    CHECK(mean_and_deviation(uniform).second == doctest::Approx(2 / std::sqrt(3)).epsilon(0.03));
    b.distribution = Jitter::normal;
    const auto normal = delays();
    CHECK(mean_and_deviation(normal).first == doctest::Approx(10).epsilon(0.02));
    CHECK(mean_and_deviation(normal).second == doctest::Approx(2).epsilon(0.05));
    b.delay = 0ms;
    const auto cut = delays();
    CHECK(*std::min_element(cut.begin(), cut.end()) == 0);
}

TEST_CASE("random loss is as often as asked, the same for the same seed and another for another") {
    const auto series = [](std::uint64_t seed) {
        Net net(seed);
        net.host("10.99.1.1").loss = 0.1;
        return answered(net, "10.99.1.1", 10'000);
    };
    const auto first = series(7);
    // 10 % of 10,000 has a standard deviation of 0.3 %.
    CHECK(std::abs(loss(first) - 0.1) < 0.01);
    CHECK(first == series(7));
    CHECK(first != series(8));
}

TEST_CASE("one host's traffic does not change another's fate") {
    Net alone(3);
    Net busy(3);
    for (auto* net : {&alone, &busy}) net->block("10.99.1.0/24").loss = 0.5;
    std::vector<bool> a;
    std::vector<bool> b;
    for (int i = 0; i < 100; ++i) {
        a.push_back(ask(alone, echo("10.99.1.1")).empty());
        ask(busy, echo("10.99.1.2"));
        b.push_back(ask(busy, echo("10.99.1.1")).empty());
    }
    CHECK(a == b);
}

TEST_CASE("burst loss has the length and share of its Gilbert-Elliott chain") {
    Net net;
    net.host("10.99.1.1").burst = Burst{0.01, 0.2, 0, 1};
    const auto got = answered(net, "10.99.1.1", 50'000);
    CHECK(loss(got) == doctest::Approx(0.01 / 0.21).epsilon(0.1));
    int runs = 0;
    for (std::size_t i = 1; i < got.size(); ++i) runs += got[i - 1] && !got[i] ? 1 : 0;
    const double mean_run = loss(got) * static_cast<double>(got.size()) / runs;
    CHECK(mean_run == doctest::Approx(5).epsilon(0.1));
}

TEST_CASE("a flapping host is up and silent by turns") {
    Net net;
    net.host("10.99.1.1").flap = Flap{3s, 2s, kStart};
    for (int second = 0; second < 20; ++second) {
        const bool up = second % 5 < 3;
        CHECK(ask(net, echo("10.99.1.1"), kStart + std::chrono::seconds(second)).size() ==
              (up ? 1 : 0));
    }
}

TEST_CASE("duplicates come twice, held-back replies late, corrupt ones with a wrong checksum") {
    Net net;
    auto& b = net.host("10.99.1.1");
    b.delay = 5ms;
    b.duplicate = 1;
    auto got = ask(net, echo("10.99.1.1"));
    REQUIRE(got.size() == 2);
    CHECK(got[0].bytes == got[1].bytes);
    CHECK(net.count("10.99.1.1").replies == 2);
    b = {};
    b.reorder = 1;
    b.reorder_by = 30ms;
    net.receive(echo("10.99.1.1", 1), kStart);
    b.reorder = 0;
    net.receive(echo("10.99.1.1", 2), kStart + 10ms);
    got = answers(net);
    CHECK(got[0].note->sequence == 2);
    CHECK(got[1].note->sequence == 1);
    CHECK(got[1].due == kStart + 30ms);
    b.corrupt = 1;
    got = ask(net, echo("10.99.1.1"));
    REQUIRE(got.size() == 1);
    CHECK_FALSE(got[0].view);
}

TEST_CASE("requests die at the routers on the way, in order") {
    Net net;
    net.block("10.99.1.0/24").hops = {{{ip("10.98.0.1")}}, {}, {{ip("10.98.0.3")}}};
    net.block("10.99.1.0/24").delay = 40ms;
    const auto at = [&](std::uint8_t ttl) { return ask(net, echo("10.99.1.1", 1, ttl)); };
    CHECK(at(1)[0].from() == "10.99.0.1");
    CHECK(at(1)[0].type() == kTimeExceeded);
    CHECK(at(2)[0].from() == "10.98.0.1");
    CHECK(at(2)[0].due == MonoTime(16ms));  // two fifths of the way
    CHECK(at(2)[0].quoted()[8] == 1);
    CHECK(at(3).empty());
    CHECK(at(4)[0].from() == "10.98.0.3");
    CHECK(at(5)[0].from() == "10.99.1.1");
    CHECK(at(5)[0].type() == kEchoReply);
    net.host("10.98.0.3").up = false;
    CHECK(at(4).empty());
}

TEST_CASE("equal-cost paths are chosen by the flow and stay the same for it") {
    Net net;
    net.block("10.99.1.0/24").hops = {{{ip("10.98.0.1"), ip("10.98.0.2")}}};
    std::set<std::string> seen;
    for (std::uint16_t sequence = 0; sequence < 64; ++sequence) {
        const auto first = ask(net, echo("10.99.1.1", sequence, 2))[0].from();
        CHECK(ask(net, echo("10.99.1.1", sequence, 2))[0].from() == first);
        seen.insert(first);
    }
    CHECK(seen.size() == 2);
}

TEST_CASE("unreachables come from the last router, with the code that was asked for") {
    Net net;
    auto& b = net.host("10.99.1.1");
    b.hops = {{{ip("10.98.0.1")}}};
    b.unreachable = 13;
    const auto got = ask(net, echo("10.99.1.1", 3, 20));
    REQUIRE(got.size() == 1);
    CHECK(got[0].from() == "10.98.0.1");
    CHECK(got[0].type() == kUnreachable);
    CHECK(got[0].code() == 13);
    CHECK(got[0].quoted()[8] == 18);
    CHECK(net.count("10.99.1.1").errors == 1);
    b.unreachable_from = ip("10.97.0.1");
    CHECK(ask(net, echo("10.99.1.1"))[0].from() == "10.97.0.1");
    net.host("fd99::1:1").unreachable = 1;
    CHECK(ask(net, echo("fd99::1:1"))[0].type() == kUnreachable6);
}

TEST_CASE("a path MTU is told to those who forbid fragments, and a black hole tells nobody") {
    Net net;
    net.block("10.99.1.0/24").mtu = 1400;
    net.block("fd99::1:0/112").mtu = 1300;
    CHECK(ask(net, echo("10.99.1.1", 1, 64, 1372))[0].type() == kEchoReply);
    const auto four = ask(net, echo("10.99.1.1", 1, 64, 1373));
    CHECK(four[0].type() == kUnreachable);
    CHECK(four[0].code() == kFragmentationNeeded);
    CHECK(four[0].mtu() == 1400);
    CHECK(ask(net, echo("10.99.1.1", 1, 64, 1373, false))[0].type() == kEchoReply);
    const auto six = ask(net, echo("fd99::1:1", 1, 64, 1300));
    CHECK(six[0].type() == kTooBig6);
    CHECK(six[0].mtu() == 1300);
    net.block("10.99.1.0/24").black_hole = true;
    CHECK(ask(net, echo("10.99.1.1", 1, 64, 1373)).empty());
    CHECK(ask(net, echo("10.99.1.1", 1, 64, 1372)).size() == 1);
}

TEST_CASE(
    "router and provider fail one family or both, and this side of the router does not notice") {
    Net net;
    const auto works = [&](const char* to) { return ask(net, echo(to)).size() == 1; };
    net.set_provider(traypulse::Family::ipv6, PathState::down);
    CHECK(works("10.99.1.1"));
    CHECK(works("fd99::1"));
    CHECK_FALSE(works("fd99::1:1"));
    net.set_provider(traypulse::Family::ipv4, PathState::unreachable);
    const auto said = ask(net, echo("10.99.1.1"));
    CHECK(said[0].from() == "10.99.0.1");
    CHECK(said[0].type() == kUnreachable);
    CHECK(ask(net, echo("10.99.1.1", 1, 1))[0].type() == kTimeExceeded);
    net.set_router_up(traypulse::Family::ipv4, false);
    CHECK_FALSE(works("10.99.0.1"));
    CHECK_FALSE(works("10.99.1.1"));
    CHECK(works("10.99.0.9"));
}

TEST_CASE("a host's own line outlives changes of its prefix, and is forgotten on request") {
    Net net;
    net.block("10.99.1.0/24").delay = 10ms;
    net.host("10.99.1.1").loss = 0;
    net.block("10.99.1.0/24").delay = 50ms;
    CHECK(ask(net, echo("10.99.1.1"))[0].due == MonoTime(10ms));
    CHECK(ask(net, echo("10.99.1.2"))[0].due == MonoTime(50ms));
    net.forget(*Prefix::parse("10.99.1.1"));
    CHECK(ask(net, echo("10.99.1.1"))[0].due == MonoTime(50ms));
    net.forget(*Prefix::parse("10.99.1.0/24"));
    CHECK(ask(net, echo("10.99.1.1"))[0].due == MonoTime(0ms));  // of 10.99.0.0/16
}

TEST_CASE("datagrams go to services, else the port is unreachable") {
    Net net;
    net.serve_udp(ip("10.99.0.53"), 53, [](Bytes payload) -> std::optional<Buffer> {
        if (payload.empty()) return std::nullopt;
        return Buffer{9, payload[0]};
    });
    const auto served = ask(net, udp("10.99.0.53", 53, {7}));
    REQUIRE(served.size() == 1);
    CHECK(served[0].view->protocol == kUdp);
    CHECK(served[0].view->transport[9] == 7);
    CHECK(ask(net, udp("10.99.0.53", 53, {})).empty());
    const auto closed = ask(net, udp("10.99.0.53", 54, {7}));
    CHECK(closed[0].type() == kUnreachable);
    CHECK(closed[0].code() == kPortUnreachable);
    CHECK(ask(net, udp("10.99.1.1", 33'434, {7}, 1))[0].type() == kTimeExceeded);
}

TEST_CASE("errors, neighbours' talk and rubbish are not answered") {
    Net net;
    Buffer error(36, 0);
    error[0] = kUnreachable;
    CHECK(ask(net, packet("10.99.0.2", "10.99.1.1", kIcmp, error, 2)).empty());
    CHECK(ask(net, echo("ff02::2", 1, 1)).empty());
    CHECK(ask(net, Buffer{0x45, 1, 2, 3}).empty());
    CHECK(net.counts().refused == 1);
    CHECK(net.counts().received == 3);
}
