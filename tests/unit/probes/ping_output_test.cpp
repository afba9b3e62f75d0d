// Output of iputils 20221126 as Debian 12 ships it, LC_ALL=C, -n -c 1.
#include "agent/probes/ping_output.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <string>

using namespace traypulse;
using protocol::Outcome;

namespace {

constexpr const char* kReply =
    "PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.\n"
    "64 bytes from 192.0.2.1: icmp_seq=1 ttl=63 time=12.4 ms\n\n"
    "--- 192.0.2.1 ping statistics ---\n1 packets transmitted, 1 received, 0% packet loss, time "
    "0ms\n"
    "rtt min/avg/max/mdev = 12.400/12.400/12.400/0.000 ms\n";

}  // namespace

TEST_CASE("a reply has its time, its sender and its time to live") {
    const auto r = parse_ping_output(kReply, "", 0);
    CHECK(r.outcome == Outcome::reply);
    CHECK(r.rtt.value == std::chrono::microseconds(12400));
    CHECK(r.responder.text() == "192.0.2.1");
    CHECK(r.ttl == Ttl(63));
}

TEST_CASE("an IPv6 reply") {
    const auto r = parse_ping_output(
        "PING 2001:db8::1(2001:db8::1) 56 data bytes\n64 bytes from 2001:db8::1: icmp_seq=1 ttl=64 "
        "time=0.045 ms\n",
        "", 0);
    CHECK(r.outcome == Outcome::reply);
    CHECK(r.rtt.value == std::chrono::microseconds(45));
    CHECK(r.responder.family == Family::ipv6);
}

TEST_CASE("silence is a timeout") {
    const auto r = parse_ping_output(
        "PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.\n\n--- 192.0.2.1 ping statistics ---\n"
        "1 packets transmitted, 0 received, 100% packet loss, time 0ms\n\n",
        "", 1);
    CHECK(r.outcome == Outcome::timeout);
}

TEST_CASE("ICMP errors keep their type, code and sender") {
    struct Case {
        const char* line;
        Outcome outcome;
        int type, code;
    };
    for (const auto& c : {
             Case{"From 192.0.2.9 icmp_seq=1 Destination Host Unreachable", Outcome::unreachable, 3,
                  1},
             Case{"From 192.0.2.9 icmp_seq=1 Packet filtered", Outcome::unreachable, 3, 13},
             Case{"From 192.0.2.9 icmp_seq=1 Time to live exceeded", Outcome::ttl_exceeded, 11, 0},
             Case{"From 192.0.2.9 icmp_seq=1 Frag needed and DF set (mtu = 1400)", Outcome::too_big,
                  3, 4},
             Case{"From 2001:db8::9 icmp_seq=1 Destination unreachable: No route",
                  Outcome::unreachable, 1, 0},
             Case{"From 2001:db8::9 icmp_seq=1 Time exceeded: Hop limit", Outcome::ttl_exceeded, 3,
                  0},
             Case{"From 2001:db8::9 icmp_seq=1 Packet too big: mtu=1400", Outcome::too_big, 2, 0},
         }) {
        const auto r = parse_ping_output(std::string(c.line) + "\n", "", 1);
        CHECK_MESSAGE(r.outcome == c.outcome, c.line);
        CHECK_MESSAGE(r.icmp_type == c.type, c.line);
        CHECK_MESSAGE(r.icmp_code == c.code, c.line);
        if (c.outcome == Outcome::too_big) CHECK_MESSAGE(r.mtu == 1400, c.line);
    }
}

TEST_CASE("what this machine refuses is no loss") {
    struct Case {
        const char* words;
        int error;
    };
    for (const auto& c : {Case{"ping: connect: Network is unreachable\n", ENETUNREACH},
                          Case{"ping: sendmsg: Operation not permitted\n", EPERM},
                          Case{"ping: sendmsg: No buffer space available\n", ENOBUFS},
                          Case{"ping: local error: message too long, mtu=1400\n", EMSGSIZE},
                          Case{"ping: unknown words of a later version\n", EPROTO}}) {
        const auto r = parse_ping_output("", c.words, 2);
        CHECK(r.outcome == Outcome::send_failed);
        CHECK_MESSAGE(r.error == static_cast<std::uint32_t>(c.error), c.words);
    }
}

TEST_CASE("hostile or broken output never becomes a reply with an impossible time") {
    for (const char* line :
         {"64 bytes from 192.0.2.1: icmp_seq=1 ttl=63 time=-5 ms",
          "64 bytes from 192.0.2.1: time=nan ms", "64 bytes from 192.0.2.1: time=1e300 ms",
          "64 bytes from nobody: time=1 ms", "64 bytes from 192.0.2.1: time= ms", "bytes from "}) {
        const auto r = parse_ping_output(line, "", 0);
        CHECK_MESSAGE(r.outcome == Outcome::send_failed, line);
        CHECK(r.rtt.value.count() == 0);
    }
}

TEST_CASE("every beginning of a good output is read without a fault") {
    const std::string whole = kReply;
    for (std::size_t n = 0; n <= whole.size(); ++n) {
        const auto r = parse_ping_output(whole.substr(0, n), "", 0);
        CHECK((r.outcome == Outcome::reply || r.outcome == Outcome::send_failed));
        CHECK(r.rtt.value >= Nanoseconds::zero());
    }
}
