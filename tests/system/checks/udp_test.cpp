// UDP checks: real peers that speak DNS, NTP and STUN well or badly, and networks that refuse.
#include <doctest/doctest.h>

#include <atomic>
#include <cerrno>

#include "agent/probes/check_udp.h"
#include "tests/support/eventually.h"
#include "tests/support/namespace.h"
#include "tests/system/checks/check_rig.h"

using namespace traypulse;
using namespace traypulse::test;
using namespace std::chrono_literals;

namespace {

using Replies = std::vector<std::string>;

CheckRequest udp(const std::string& host, std::uint16_t port, const std::string& payload) {
    auto out = request_to(CheckKind::udp, host, port);
    out.options.payload = payload;
    return out;
}

// An NTP server of stratum 2 (RFC 5905 §7.3).
std::string ntp_reply(const std::string& request) {
    std::string out(48, '\0');
    out[0] = 4 << 3 | 4;
    out[1] = 2;
    out.replace(24, 8, request, 40, 8);
    out.replace(32, 8, std::string(8, '\x11'));
    out.replace(40, 8, std::string(8, '\x12'));
    return out;
}

// Success with XOR-MAPPED-ADDRESS 192.0.2.1:32853, the example of RFC 5769 §2.2.
std::string stun_reply(const std::string& request) {
    std::string out("\x01\x01\x00\x0c", 4);
    out += request.substr(4, 16);
    return out + std::string("\x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43", 12);
}

// The question comes back as an answer without records.
std::string dns_reply(std::string request, char rcode) {
    request[2] = static_cast<char>(static_cast<unsigned char>(request[2]) | 0x80U);
    request[3] = rcode;
    return request;
}

std::string other_id(std::string reply, std::size_t at) {
    reply[at] = static_cast<char>(reply[at] ^ 0x55);
    return reply;
}

}  // namespace

TEST_CASE("udp: ready payloads are answered by servers that speak the protocol") {
    Namespace space;
    CheckRig rig;
    for (const auto& host : kLoopbacks) {
        CAPTURE(host);
        UdpServer ntp(host, 123, [](const std::string& q) {
            return q.size() == 48 && q[0] == 0x23 ? Replies{ntp_reply(q)} : Replies{};
        });
        UdpServer stun(host, 3478, [](const std::string& q) {
            return q.size() == 20 && q.substr(4, 4) == "\x21\x12\xa4\x42" ? Replies{stun_reply(q)}
                                                                          : Replies{};
        });
        UdpServer dns(host, 53, [](const std::string& q) {
            return q.size() == 17 ? Replies{dns_reply(q, 5)} : Replies{};
        });
        // By port, and by name: each is asked afresh.
        for (const std::string payload : {"", "@ntp"}) {
            const auto o = rig.run<UdpCheck>(udp(host, 123, payload));
            CHECK(o.status == CheckStatus::ok);
            CHECK(fact(o, "stratum") == "2");
            CHECK(phases(o) == "reply");
            CHECK(o.took > 0ns);
        }
        for (const std::string payload : {"", "@stun"})
            CHECK(fact(rig.run<UdpCheck>(udp(host, 3478, payload)), "mapped_address") ==
                  "192.0.2.1:32853");
        for (const std::string payload : {"", "@dns"}) {
            const auto o = rig.run<UdpCheck>(udp(host, 53, payload));
            CHECK(o.status == CheckStatus::ok);
            CHECK(fact(o, "rcode") == "REFUSED");
        }
    }
}

TEST_CASE("udp: own bytes, and an empty datagram where there is nothing to say") {
    Namespace space;
    CheckRig rig;
    for (const auto& host : kLoopbacks) {
        UdpServer echo(host, 0, [](const std::string& q) { return Replies{q + "!"}; });
        auto o = rig.run<UdpCheck>(udp(host, echo.port(), std::string("a\0b", 3)));
        CHECK(o.status == CheckStatus::ok);
        CHECK(fact(o, "reply_bytes") == "4");
        o = rig.run<UdpCheck>(udp(host, echo.port(), ""));
        CHECK(fact(o, "reply_bytes") == "1");
        UdpServer empty(host, 0, [](const std::string&) { return Replies{""}; });
        o = rig.run<UdpCheck>(udp(host, empty.port(), "x"));
        CHECK(o.status == CheckStatus::ok);
        CHECK(fact(o, "reply_bytes") == "0");
    }
}

TEST_CASE("udp: a wrong id is waited past, garbage and echoes are wrong answers") {
    Namespace space;
    CheckRig rig;
    for (const auto& host : kLoopbacks) {
        UdpServer late(host, 0, [](const std::string& q) {
            return Replies{other_id(ntp_reply(q), 25), other_id(ntp_reply(q), 30), ntp_reply(q)};
        });
        auto o = rig.run<UdpCheck>(udp(host, late.port(), "@ntp"));
        CHECK(o.status == CheckStatus::ok);
        CHECK(fact(o, "ignored") == "2");
        for (const std::string payload : {"@dns", "@ntp", "@stun"}) {
            CAPTURE(payload);
            UdpServer echo(host, 0, [](const std::string& q) { return Replies{q}; });
            o = rig.run<UdpCheck>(udp(host, echo.port(), payload));
            CHECK(o.status == CheckStatus::wrong_answer);
            CHECK(o.reason == "it sends the question back where an answer was expected");
            UdpServer garbage(host, 0, [](const std::string&) { return Replies{"\xff\xff"}; });
            o = rig.run<UdpCheck>(udp(host, garbage.port(), payload));
            CHECK(o.status == CheckStatus::wrong_answer);
            CHECK(o.reason.find("its answer of 2 bytes is too short for ") == 0);
        }
        UdpServer other(
            host, 0, [](const std::string& q) { return Replies(100, other_id(stun_reply(q), 9)); });
        auto request = udp(host, other.port(), "@stun");
        request.timeout = 300ms;
        o = rig.run<UdpCheck>(request);
        CHECK(o.status == CheckStatus::timeout);
        CHECK(o.reason == "only answers to other questions within 300 ms");
        CHECK(fact(o, "ignored") == "100");
    }
}

TEST_CASE("udp: an endless stream of wrong answers ends at the timeout") {
    Namespace space;
    CheckRig rig;
    UdpServer flood("127.0.0.1", 0, [](const std::string& q) {
        return Replies(20'000, other_id(stun_reply(q), 9));
    });
    auto request = udp("127.0.0.1", flood.port(), "@stun");
    request.timeout = 200ms;
    const auto o = rig.run<UdpCheck>(request);
    CHECK(o.status == CheckStatus::timeout);
    CHECK(std::stoi(fact(o, "ignored")) > 64);
}

TEST_CASE("udp: nobody serves the port, in ICMP's words and in no others") {
    Namespace space;
    Simulation net({"host 10.99.1.1", "host fd99::1:1"});
    CheckRig rig;
    for (const std::string host : {"127.0.0.1", "::1", "10.99.1.1", "fd99::1:1"}) {
        CAPTURE(host);
        const auto o = rig.run<UdpCheck>(udp(host, 123, ""));
        CHECK(o.status == CheckStatus::refused);
        CHECK(o.reason == "nobody serves UDP port 123");
    }
    struct Row {
        std::string host, setting, reason;
    };
    for (const auto& row : std::vector<Row>{
             {"10.99.1.1", "unreachable host", "host unreachable, says 10.99.0.1"},
             {"10.99.1.1", "unreachable net", "network unreachable, says 10.99.0.1"},
             {"10.99.1.1", "unreachable prohibited", "prohibited by a firewall, says 10.99.0.1"},
             {"fd99::1:1", "unreachable net", "no route to host, says fd99::1"},
             {"fd99::1:1", "unreachable host", "host unreachable, says fd99::1"},
             {"10.99.1.1", "unreachable off mtu 600", "packet too big (MTU 600), says 10.99.0.1"},
             {"fd99::1:1", "unreachable off mtu 1280",
              "packet too big (MTU 1280), says fd99::1"}}) {
        CAPTURE(row.host);
        CAPTURE(row.setting);
        net.tell("host " + row.host + " " + row.setting);
        const auto o = rig.run<UdpCheck>(udp(row.host, 4000, std::string(1300, 'x')));
        CHECK(o.status == CheckStatus::unreachable);
        CHECK(o.reason == row.reason);
    }
}

TEST_CASE("udp: an answer from itself is none, and no more files are this computer's trouble") {
    Namespace space;
    CheckRig rig;
    only_port(40'000);
    for (const auto& host : kLoopbacks) {
        const auto o = rig.run<UdpCheck>(udp(host, 40'000, "x"));
        CHECK(o.status == CheckStatus::refused);
        CHECK(o.reason == "nobody serves UDP port 40000");
    }
    const NoMoreFiles none;
    const auto o = rig.run<UdpCheck>(udp("127.0.0.1", 123, ""));
    CHECK(o.status == CheckStatus::not_sent);
    CHECK(o.error == EMFILE);
}

TEST_CASE("udp: silence, and what this machine's firewall does") {
    Namespace space;
    Simulation net({"host 10.99.7.7 down", "host fd99::7:7 down"});
    CheckRig rig;
    for (const std::string host : {"10.99.7.7", "fd99::7:7"}) {
        auto request = udp(host, 123, "");
        request.timeout = 200ms;
        const auto o = rig.run<UdpCheck>(request);
        CHECK(o.status == CheckStatus::timeout);
        CHECK(o.reason == "no answer within 200 ms");
    }
    for (const std::string verdict :
         {"drop", "reject with icmpx admin-prohibited", "reject with icmpx port-unreachable"}) {
        CAPTURE(verdict);
        must_run({"nft", "-f", "-"},
                 "flush ruleset\ntable inet t { chain out { type filter hook "
                 "output priority 0; oif sim0 udp dport 123 " +
                     verdict + "; }; }");
        for (const std::string host : {"10.99.7.7", "fd99::7:7"}) {
            const auto o = rig.run<UdpCheck>(udp(host, 123, ""));
            CHECK(o.status == CheckStatus::not_sent);
            CHECK(o.error == EPERM);
            CHECK(o.reason == "blocked by this computer's own firewall");
        }
    }
    for (const std::string host : {"10.1.2.3", "fd12::1"}) {
        must_run({"ip", host[0] == 'f' ? "-6" : "-4", "route", "del", "default"});
        const auto o = rig.run<UdpCheck>(udp(host, 4000, "x"));
        CHECK(o.status == CheckStatus::not_sent);
        CHECK(o.error == ENETUNREACH);
    }
}

TEST_CASE("udp: an answer that came while the program was held up still counts") {
    Namespace space;
    CheckRig rig;
    std::atomic<bool> answered{false};
    UdpServer ntp("127.0.0.1", 0, [&](const std::string& q) {
        answered = true;
        return Replies{ntp_reply(q)};
    });
    auto request = udp("127.0.0.1", ntp.port(), "@ntp");
    request.timeout = 20ms;
    UdpCheck check(rig.loop(), rig.names(), request);
    bool done = false;
    check.start([&] { done = true; });
    // The loop does not turn before the time is up and the answer is there.
    const auto began = std::chrono::steady_clock::now();
    CHECK(eventually(10s,
                     [&] { return answered && std::chrono::steady_clock::now() - began > 50ms; }));
    while (!done) uv_run(rig.loop(), UV_RUN_ONCE);
    CHECK(check.outcome().status == CheckStatus::ok);
}

TEST_CASE("udp: cancelled or destroyed at any stage, nothing follows and nothing is left") {
    Namespace space;
    Simulation net({"dns silent on"});
    CheckRig rig;
    std::atomic<int> asked{0};
    UdpServer silent("127.0.0.1", 0, [&](const std::string&) {
        ++asked;
        return Replies{};
    });
    auto open = udp("127.0.0.1", silent.port(), "@ntp");
    open.timeout = 100ms;
    CHECK(rig.cancel_when<UdpCheck>(udp("name.test", 80, "x"),
                                    [&] { return net.queries("name.test") > 0; }));
    open.timeout = 5s;
    CHECK(rig.cancel_when<UdpCheck>(open, [&] { return asked > 0; }));
    open.timeout = 100ms;
    for (const auto& request : {open, udp("127.0.0.1", 1, "x"), udp("@router", 80, "x")})
        rig.destroy_early<UdpCheck>(request);
}
