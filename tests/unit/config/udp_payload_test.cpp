#include "agent/config/udp_payload.h"

#include <doctest/doctest.h>

using namespace traypulse;
using config::parse_udp_payload;

TEST_CASE("a payload's escapes are bytes") {
    CHECK(parse_udp_payload("").value().empty());
    CHECK(parse_udp_payload("plain text").value() == "plain text");
    CHECK(parse_udp_payload(R"(\x00\xfF\x7e)").value() == std::string("\0\xff~", 3));
    CHECK(parse_udp_payload(R"(a\n\r\t\0\\x41)").value() == std::string("a\n\r\t\0\\x41", 9));
    CHECK(parse_udp_payload(R"(\x40home)").value() == "@home");
    CHECK(parse_udp_payload("\xc3\xa9").value() == "\xc3\xa9");
}

TEST_CASE("ready payloads by name") {
    for (const auto* name : {"@dns", "@ntp", "@stun"})
        CHECK(parse_udp_payload(name).value() == name);
    CHECK(parse_udp_payload("@npt").error().text() ==
          "there is no ready payload \"@npt\" (did you mean \"@ntp\"?): @dns, @ntp and @stun are "
          "ready; a payload that begins with @ is written \\x40");
    CHECK_FALSE(parse_udp_payload("@").ok());
}

TEST_CASE("what is no escape is an error that shows it") {
    for (const auto* bad : {R"(\)", R"(\x)", R"(\x1)", R"(\xg0)", R"(\x1g)", R"(\x 1)", R"(\x-1)",
                            R"(\x+1)", R"(\y)", R"(\")"})
        CHECK_FALSE(parse_udp_payload(bad).ok());
    CHECK(parse_udp_payload(R"(ab\xzzz)").error().what ==
          R"(the payload has the unknown escape \xzz)");
    CHECK(parse_udp_payload("a\\\x1b").error().what == R"(the payload has the unknown escape \?)");
}

TEST_CASE("a payload passes every network in one piece") {
    CHECK(parse_udp_payload(std::string(config::kLongestUdpPayload, 'x')).ok());
    CHECK(parse_udp_payload(std::string(config::kLongestUdpPayload + 1, 'x')).error().what ==
          "the payload has 1233 bytes, at most 1232 pass every network in one piece");
}
