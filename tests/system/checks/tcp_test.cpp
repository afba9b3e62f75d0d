// TCP checks against real servers: each outcome by the failure that it names.
#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "agent/probes/check_tcp.h"
#include "tests/support/namespace.h"
#include "tests/system/checks/check_rig.h"

using namespace traypulse;
using namespace traypulse::test;
using namespace std::chrono_literals;

namespace {

CheckRequest tcp(const std::string& host, std::uint16_t port, const std::string& banner = {}) {
    auto out = request_to(CheckKind::tcp, host, port);
    out.options.banner = banner;
    return out;
}

}  // namespace

TEST_CASE("tcp: a listening port is ok with its connect time, and the connection is closed") {
    Namespace space;
    CheckRig rig;
    for (const auto& host : kLoopbacks) {
        CAPTURE(host);
        std::atomic<int> ended{0};
        TcpServer server(host, 0, [&](int fd) { ended += hears_end(fd) ? 1 : 0; });
        const auto o = rig.run<TcpCheck>(tcp(host, server.port()));
        CHECK(o.status == CheckStatus::ok);
        CHECK(o.address.text() == host);
        CHECK(phases(o) == "connect");
        CHECK(o.took > 0ns);
        CHECK(o.took < 1s);
        CHECK(o.phases[0].took == o.took);
        while (ended == 0) std::this_thread::yield();
    }
}

TEST_CASE("tcp: refused by reset, by a firewall's port unreachable, and by another's reset") {
    Namespace space;
    Simulation net;
    CheckRig rig;
    net.tell("host 10.99.1.1");
    net.tell("host fd99::1:1");
    for (const std::string host : {"127.0.0.1", "::1", "10.99.1.1", "fd99::1:1"}) {
        CAPTURE(host);
        const auto o = rig.run<TcpCheck>(tcp(host, 4711));
        CHECK(o.status == CheckStatus::refused);
        CHECK(o.reason == "connection refused");
        CHECK(o.took == 0ns);
    }
    must_run({"nft", "-f", "-"},
             "table inet t { chain in { type filter hook input priority 0; iif lo tcp dport 4712 "
             "reject with icmpx port-unreachable; }; }");
    for (const auto& host : kLoopbacks)
        CHECK(rig.run<TcpCheck>(tcp(host, 4712)).status == CheckStatus::refused);
}

TEST_CASE(
    "tcp: a connection to itself is nobody's service; a link-local address needs its interface") {
    Namespace space;
    CheckRig rig;
    make_link_local();
    TcpServer server("fe80::1%near", 0, hears_end);
    CHECK(rig.run<TcpCheck>(tcp("fe80::1%near", server.port())).status == CheckStatus::ok);
    only_port(40'000);
    for (const auto& host : kLoopbacks)
        CHECK(rig.run<TcpCheck>(tcp(host, 40'000)).status == CheckStatus::refused);
}

TEST_CASE("tcp: unreachable says why and who says so") {
    Namespace space;
    Simulation net;
    CheckRig rig;
    struct Row {
        std::string host, code, reason;
    };
    for (const auto& row :
         std::vector<Row>{{"10.99.1.1", "host", "host unreachable, says 10.99.0.1"},
                          {"10.99.1.1", "net", "network unreachable, says 10.99.0.1"},
                          {"10.99.1.1", "prohibited", "prohibited by a firewall, says 10.99.0.1"},
                          {"fd99::1:1", "host", "host unreachable, says fd99::1"},
                          {"fd99::1:1", "net", "no route to host, says fd99::1"},
                          {"fd99::1:1", "prohibited", "prohibited by a firewall, says fd99::1"}}) {
        CAPTURE(row.host);
        CAPTURE(row.code);
        net.tell("host " + row.host + " unreachable " + row.code);
        const auto o = rig.run<TcpCheck>(tcp(row.host, 80));
        CHECK(o.status == CheckStatus::unreachable);
        CHECK(o.reason == row.reason);
        CHECK(o.error == 0);
    }
}

TEST_CASE("tcp: silence is a timeout, and dropped packets are silence") {
    Namespace space;
    Simulation net;
    CheckRig rig;
    auto request = tcp("10.99.7.7", 80);
    request.timeout = 300ms;
    for (const std::string host : {"10.99.7.7", "fd99::7:7"}) {
        net.tell("host " + host + " down");
        request.spec.host = host;
        const auto o = rig.run<TcpCheck>(request);
        CHECK(o.status == CheckStatus::timeout);
        CHECK(o.reason == "no answer within 300 ms");
        CHECK(phases(o).empty());
    }
    must_run({"nft", "-f", "-"},
             "table inet t { chain in { type filter hook input priority 0; iif lo drop; }; }");
    request.spec.host = "127.0.0.1";
    CHECK(rig.run<TcpCheck>(request).status == CheckStatus::timeout);
}

TEST_CASE("tcp: what this machine will not do is not the target's fault") {
    Namespace space;
    CheckRig rig;
    const auto row = [&](const std::string& host, int error, const std::string& reason) {
        CAPTURE(host);
        const auto o = rig.run<TcpCheck>(tcp(host, 80));
        CHECK(o.status == CheckStatus::not_sent);
        CHECK(o.error == error);
        CHECK(o.reason == reason);
    };
    row("10.1.2.3", ENETUNREACH, "no route to its network");
    row("fd12::1", ENETUNREACH, "no route to its network");
    must_run({"ip", "route", "add", "unreachable", "10.1.2.0/24"});
    must_run({"ip", "route", "add", "prohibit", "10.1.3.0/24"});
    must_run({"ip", "route", "add", "blackhole", "10.1.4.0/24"});
    row("10.1.2.3", EHOSTUNREACH, "this computer has no way to it");
    row("10.1.3.3", EACCES, "sending there is prohibited by a route or it is a broadcast address");
    row("10.1.4.3", EINVAL, "its route is a black hole");
    must_run({"nft", "-f", "-"},
             "table inet t { chain out { type filter hook output priority 0; oif lo tcp dport 80 "
             "reject with icmpx admin-prohibited; }; }");
    row("127.0.0.1", EPERM, "blocked by this computer's own firewall");
    row("::1", EPERM, "blocked by this computer's own firewall");
    row("@router", 0, "this network has no @router");
    auto six = tcp("10.1.2.3", 80);
    six.options.family = FamilyWish::ipv6;
    CHECK(rig.run<TcpCheck>(six).reason == "10.1.2.3 is no IPv6 address");

    const auto full = [&] {
        const NoMoreFiles none;
        return rig.run<TcpCheck>(tcp("127.0.0.1", 81));
    }();
    CHECK(full.status == CheckStatus::not_sent);
    CHECK(full.error == EMFILE);
    CHECK(full.reason == "too many files are open on this computer");
}

TEST_CASE("tcp: nobody with that address on the local network") {
    Namespace space;
    CheckRig rig;
    must_run({"ip", "link", "add", "near", "type", "veth", "peer", "name", "far"});
    must_run({"ip", "addr", "add", "10.77.0.1/24", "dev", "near"});
    must_run({"ip", "link", "set", "near", "up"});
    must_run({"ip", "link", "set", "far", "up"});
    auto request = tcp("10.77.0.9", 80);
    request.timeout = 8s;  // the kernel asks three times, a second apart
    const auto o = rig.run<TcpCheck>(request);
    CHECK(o.status == CheckStatus::unreachable);
    CHECK(o.reason == "nobody on the local network has its address");
}

TEST_CASE("tcp: names are looked up in the wished family, and their failure is DNS's") {
    Namespace space;
    Simulation net({"dns name both.test a 127.0.0.1", "dns name both.test aaaa ::1"});
    CheckRig rig;
    TcpServer v4("127.0.0.1", 0, hears_end);
    TcpServer v6("::1", v4.port(), hears_end);
    auto request = tcp("both.test", v4.port());
    request.options.family = FamilyWish::ipv4;
    auto o = rig.run<TcpCheck>(request);
    CHECK(o.status == CheckStatus::ok);
    CHECK(o.address.text() == "127.0.0.1");
    CHECK(phases(o) == "name connect");
    request.options.family = FamilyWish::ipv6;
    CHECK(rig.run<TcpCheck>(request).address.text() == "::1");

    request.spec.host = "nosuch.test";
    o = rig.run<TcpCheck>(request);
    CHECK(o.status == CheckStatus::name_failed);
    CHECK(o.reason == "the name nosuch.test does not exist");
    CHECK(o.address.is_unspecified());
    net.tell("dns silent on");
    request.timeout = 200ms;
    o = rig.run<TcpCheck>(request);
    CHECK(o.status == CheckStatus::name_failed);
    CHECK(o.reason == "no DNS resolver answers for nosuch.test within 200 ms");

    // The runtime has resolved it already: DNS is not asked.
    request.spec.host = "@router";
    request.address = *IpAddress::parse("127.0.0.1");
    CHECK(rig.run<TcpCheck>(request).status == CheckStatus::ok);
}

TEST_CASE("tcp: a banner is read until it has what is wanted") {
    Namespace space;
    CheckRig rig;
    for (const auto& host : kLoopbacks) {
        TcpServer server(host, 0, [](int fd) {
            say(fd, "220-mail.test\x1b[31m ESM");
            say(fd, "TP\r\n220 ready\r\n");
            hears_end(fd);
        });
        const auto o = rig.run<TcpCheck>(tcp(host, server.port(), "ESMTP\r\n220 ready"));
        CHECK(o.status == CheckStatus::ok);
        CHECK(phases(o) == "connect banner");
        CHECK(fact(o, "banner") == "220-mail.test[31m ESMTP");
        CHECK(o.took == o.phases[0].took);
    }
}

TEST_CASE("tcp: a banner that is another, ends early, never comes or never ends") {
    Namespace space;
    CheckRig rig;
    const auto against = [&](const std::function<void(int)>& talk) {
        TcpServer server("127.0.0.1", 0, talk);
        auto request = tcp("127.0.0.1", server.port(), "220 ");
        request.timeout = 500ms;
        return rig.run<TcpCheck>(request);
    };
    auto o = against([](int fd) {
        say(fd, "SSH-2.0-test\r\n");
        hears_end(fd);
    });
    CHECK(o.status == CheckStatus::wrong_answer);
    CHECK(o.reason == "says \"SSH-2.0-test\" where \"220 \" was expected");
    CHECK(fact(o, "banner") == "SSH-2.0-test");
    o = against([](int fd) { say(fd, "554 no\r\n"); });
    CHECK(o.reason == "says \"554 no\" where \"220 \" was expected");
    o = against([](int) {});
    CHECK(o.status == CheckStatus::wrong_answer);
    CHECK(o.reason == "the connection was closed without a word where \"220 \" was expected");
    o = against([](int fd) { hears_end(fd); });
    CHECK(o.status == CheckStatus::timeout);
    CHECK(o.reason == "it accepts the connection and says nothing within 500 ms");
    o = against([](int fd) {
        const std::string line(1024, 'x');
        for (int i = 0; i < 4096; ++i) say(fd, line);
    });
    CHECK(o.status == CheckStatus::wrong_answer);
    CHECK(fact(o, "banner").size() == 120);
    CHECK(o.reason.find("xxx\" where \"220 \" was expected") != std::string::npos);
}

TEST_CASE("tcp: a reset at each stage") {
    Namespace space;
    CheckRig rig;
    for (const auto& host : kLoopbacks) {
        TcpServer at_once(host, 0, [](int fd) { reset_on_close(fd); });
        auto o = rig.run<TcpCheck>(tcp(host, at_once.port(), "220 "));
        CHECK(o.status == CheckStatus::wrong_answer);
        CHECK(o.reason.find("reset") != std::string::npos);
        std::atomic<bool> said{false};
        std::atomic<bool> read_first{false};
        TcpServer in_the_middle(host, 0, [&](int fd) {
            say(fd, "22");
            said = true;
            reset_on_close(fd);
            while (!read_first) std::this_thread::yield();
        });
        // It resets only after the loop has turned with the first two letters in.
        uv::Timer turn(rig.loop());
        int turns = 0;
        turn.start(
            5ms, [&] { read_first = said && ++turns > 2; }, 5ms);
        o = rig.run<TcpCheck>(tcp(host, in_the_middle.port(), "220 "));
        CHECK(o.status == CheckStatus::wrong_answer);
        CHECK(o.reason == "the connection was reset before \"220 \" came");
        CHECK(fact(o, "banner") == "22");
    }
}

TEST_CASE("tcp: cancelled or destroyed at any stage, nothing follows and nothing is left") {
    Namespace space;
    Simulation net({"dns silent on", "host 10.99.7.7 down"});
    CheckRig rig;
    std::atomic<int> accepted{0};
    TcpServer server("127.0.0.1", 0, [&](int fd) {
        ++accepted;
        say(fd, "22");
        hears_end(fd);
    });
    const auto open = tcp("127.0.0.1", server.port(), "220 ");
    CHECK(rig.cancel_when<TcpCheck>(tcp("name.test", 80),
                                    [&] { return net.queries("name.test") > 0; }));
    CHECK(rig.cancel_when<TcpCheck>(tcp("10.99.7.7", 80), [] { return true; }));
    CHECK(rig.cancel_when<TcpCheck>(open, [&] { return accepted > 0; }));
    for (const auto& request : {open, tcp("127.0.0.1", 1), tcp("name.test", 80)})
        rig.destroy_early<TcpCheck>(request);
}
