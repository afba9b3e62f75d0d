// Requests and judges of the ready payloads, by the RFCs' own layouts.
#include "agent/probes/udp_payloads.h"

#include <doctest/doctest.h>

#include "tests/support/doctest_strings.h"

using namespace traypulse;
using Kind = ReplyVerdict::Kind;

namespace {

Octets octets(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

constexpr std::uint64_t kSent = 0x1122334455667788;
std::string ntp(char first, char stratum, const std::string& reference = std::string(4, '\1')) {
    std::string out(48, '\0');
    out[0] = first;
    out[1] = stratum;
    out.replace(12, 4, reference);
    out.replace(24, 8, "\x11\x22\x33\x44\x55\x66\x77\x88");
    out.replace(40, 8, std::string(8, '\3'));
    return out;
}

// RFC 5769 §2.2 and §2.3: the sample responses, software, integrity and fingerprint included.
const std::string kStunV4{
    "\x01\x01\x00\x3c\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae"
    "\x80\x22\x00\x0b\x74\x65\x73\x74\x20\x76\x65\x63\x74\x6f\x72\x20"
    "\x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43"
    "\x00\x08\x00\x14\x2b\x91\xf5\x99\xfd\x9e\x90\xc3\x8c\x74\x89\xf9\x2a\xf9\xba\x53\xf0\x6b\xe7"
    "\xd7"
    "\x80\x28\x00\x04\xc0\x7d\x4c\x96",
    80};
const std::string kStunV6{
    "\x01\x01\x00\x48\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae"
    "\x80\x22\x00\x0b\x74\x65\x73\x74\x20\x76\x65\x63\x74\x6f\x72\x20"
    "\x00\x20\x00\x14\x00\x02\xa1\x47\x01\x13\xa9\xfa\xa5\xd3\xf1\x79\xbc\x25\xf4\xb5\xbe\xd2\xb9"
    "\xd9"
    "\x00\x08\x00\x14\xa3\x82\x95\x4e\x4b\xe6\x7b\xf1\x17\x84\xc9\x7c\x82\x92\xc2\x75\xbf\xe3\xed"
    "\x41"
    "\x80\x28\x00\x04\xc8\xfb\x0b\x4c",
    92};
const StunTransaction kStunId{0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34,
                              0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae};

std::string stun(const std::string& type, const std::string& attributes) {
    return type + std::string(1, '\0') + static_cast<char>(attributes.size()) +
           kStunV4.substr(4, 16) + attributes;
}

}  // namespace

TEST_CASE("a payload is chosen by name, then by port, and each request is a fresh one") {
    CHECK(make_udp_exchange("", 123).request.size() == 48);
    CHECK(make_udp_exchange("@ntp", 9).request.size() == 48);
    CHECK(make_udp_exchange("", 3478).request.size() == 20);
    CHECK(make_udp_exchange("@stun", 9).request.size() == 20);
    CHECK(make_udp_exchange("", 53).request.size() == 17);
    CHECK(make_udp_exchange("@dns", 9).request.size() == 17);
    CHECK(make_udp_exchange("", 9).request.empty());
    CHECK(make_udp_exchange("x", 53).request == "x");
    for (const auto* name : {"@ntp", "@stun"})
        CHECK(make_udp_exchange(name, 1).request != make_udp_exchange(name, 1).request);
    CHECK(make_udp_exchange("x", 9).judge({}).kind == Kind::good);
}

TEST_CASE("NTP: a server's answer to this request, from a clock that has the time") {
    const auto judge = [](const std::string& reply) {
        return judge_ntp_reply(octets(reply), kSent);
    };
    constexpr char kServer = 4 << 3 | 4;
    auto v = judge(ntp(kServer, 1, std::string("GPS\0", 4)));
    CHECK(v.kind == Kind::good);
    CHECK(v.facts == std::vector<CheckFact>{{"stratum", "1"}, {"reference", "GPS"}});
    CHECK(judge(ntp(kServer, 15)).kind == Kind::good);
    CHECK(judge(ntp(kServer, 15)).facts.size() == 1);
    v = judge(ntp(kServer, 0, "RATE"));
    CHECK(v.kind == Kind::wrong);
    CHECK(v.reason == "it sends us away (NTP kiss code RATE)");
    CHECK(judge(ntp(kServer, 16)).reason == "its clock is not synchronised");
    CHECK(judge(ntp(static_cast<char>(kServer | 0xc0), 2)).reason ==
          "its clock is not synchronised");
    CHECK(judge(ntp(4 << 3 | 5, 2)).reason == "it answers in NTP mode 5, a server has mode 4");
    auto other = ntp(kServer, 2);
    other[31] = 0;
    CHECK(judge(other).kind == Kind::ignored);
    auto timeless = ntp(kServer, 2);
    timeless.replace(40, 8, std::string(8, '\0'));
    CHECK(judge(timeless).reason == "its answer has no time");
    CHECK(judge(ntp(kServer, 2).substr(0, 47)).reason ==
          "its answer of 47 bytes is too short for NTP");
}

TEST_CASE("STUN: RFC 5769's sample responses, and answers that are none") {
    const auto judge = [](const std::string& reply) {
        return judge_stun_reply(octets(reply), kStunId);
    };
    const auto mapped = [&](const std::string& reply) {
        const auto v = judge(reply);
        return v.facts.empty() ? v.reason : v.facts[0].value;
    };
    CHECK(mapped(kStunV4) == "192.0.2.1:32853");
    CHECK(mapped(kStunV6) == "[2001:db8:1234:5678:11:2233:4455:6677]:32853");
    const std::string good("\x01\x01", 2);
    CHECK(mapped(stun(good, std::string("\0\1\0\x08\0\1\0\x50\xc0\0\2\x09", 12))) ==
          "192.0.2.9:80");
    CHECK(mapped(stun(good, "")) == "its STUN answer has no address");
    CHECK(mapped(stun(good, std::string("\0\x20\0\x08\0\2\0\x50\xc0\0\2\x09", 12))) ==
          "its STUN answer has no address");
    CHECK(mapped(stun(good, std::string("\0\x20\0\x09\0\1\0\x50\xc0\0\2\x09", 12))) ==
          "an attribute of its STUN answer is longer than the answer");
    CHECK(mapped(kStunV4.substr(0, 76)) == "the length in its STUN answer is wrong");
    CHECK(mapped(stun(std::string("\x01\x11", 2), std::string("\0\x09\0\x08\0\0\4\x14Nope", 12))) ==
          "STUN error 420 Nope");
    CHECK(mapped(stun(std::string("\x01\x11", 2), "")) == "STUN error without a code");
    CHECK(mapped(stun(std::string("\x01\x13", 2), "")) == "it answers with STUN message type 275");
    auto other = kStunV4;
    other[19] = 0;
    CHECK(judge(other).kind == Kind::ignored);
    other[4] = 0;
    CHECK(mapped(other) == "its answer is not STUN");
    CHECK(mapped("abc") == "its answer of 3 bytes is too short for STUN");
}

TEST_CASE("DNS: any response to this question") {
    const auto judge = [](const std::string& reply) {
        return judge_dns_reply(octets(reply), 0x0102);
    };
    const std::string answer("\1\2\x81\x83\0\0\0\0\0\0\0\0", 12);
    CHECK(judge(answer).kind == Kind::good);
    CHECK(judge(answer).facts == std::vector<CheckFact>{{"rcode", "NXDOMAIN"}});
    CHECK(judge("\1\1" + answer.substr(2)).kind == Kind::ignored);
    CHECK(judge(std::string("\1\2\1\0\0\0\0\0\0\0\0\0", 12)).kind == Kind::wrong);
    CHECK(judge("").reason == "its answer of 0 bytes is too short for DNS");
}
