#include "tests/support/simnet/packet.h"

#include <doctest/doctest.h>

#include "tests/unit/support/packets.h"

using namespace traypulse::simnet;

TEST_CASE("the checksum is that of RFC 1071's example") {
    const Buffer example{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
    CHECK(transport_checksum(ip("0.0.0.0"), ip("0.0.0.0"), kIcmp, example) == 0x220d);
}

TEST_CASE("an echo request is read") {
    for (const char* to : {"10.99.1.1", "fd99::1:1"}) {
        const auto bytes = echo(to, 7, 33);
        const auto view = parse_packet(bytes);
        REQUIRE(view);
        CHECK(view->is_echo_request());
        CHECK(view->destination.text() == to);
        CHECK(view->echo_identifier() == 0x1234);
        CHECK(view->echo_sequence() == 7);
        CHECK(view->ttl == 33);
        CHECK(view->transport.size() == 64);
    }
}

TEST_CASE("no single wrong byte and no cut is taken for a packet with a right checksum") {
    for (const char* to : {"10.99.1.1", "fd99::1:1"}) {
        const auto good = echo(to);
        const std::size_t covered_from =
            good.size() == 84 ? 0 : 8;  // IPv6's own header has no checksum
        for (std::size_t i = covered_from; i < good.size(); ++i) {
            auto bad = good;
            bad[i] ^= 0x10;
            const auto view = parse_packet(bad);
            // A byte that says "fragment" or "another protocol" hides the transport, which is right
            // as well.
            CHECK_MESSAGE((!view || view->fragment), i);
        }
        for (std::size_t size = 0; size < good.size(); ++size)
            CHECK_FALSE(parse_packet({good.data(), size}));
    }
}

TEST_CASE("a reply carries the request's payload back") {
    for (const char* to : {"10.99.1.1", "fd99::1:1"}) {
        const auto request = echo(to, 9);
        const auto view = *parse_packet(request);
        Buffer out;
        make_echo_reply(out, view, 61);
        const auto reply = parse_packet(out);
        REQUIRE(reply);
        CHECK(reply->source == view.destination);
        CHECK(reply->destination == view.source);
        CHECK(reply->ttl == 61);
        CHECK(reply->transport[0] == (view.protocol == kIcmp ? kEchoReply : kEchoReply6));
        CHECK(std::equal(reply->transport.begin() + 4, reply->transport.end(),
                         view.transport.begin() + 4));
    }
}

TEST_CASE("an error quotes the request with the time to live that was left") {
    const auto request = echo("10.99.1.1", 9, 5, 1000);
    const auto view = *parse_packet(request);
    Buffer out;
    make_icmp_error(out, view, ip("10.98.0.1"), {.type = kTimeExceeded}, 255);
    CHECK(out.size() == 576);
    auto error = parse_packet(out);
    REQUIRE(error);
    CHECK(error->source.text() == "10.98.0.1");
    const auto quoted = error->transport.subspan(8);
    CHECK(quoted[8] == 1);
    CHECK(transport_checksum({}, {}, kIcmp, quoted.first(20)) ==
          0);  // the quoted header is a right one
    CHECK(std::equal(quoted.begin() + 12, quoted.end(), request.begin() + 12));

    make_icmp_error(out, view, ip("10.98.0.1"),
                    {.type = kUnreachable, .code = 4, .mtu = 1400, .quote = Quote::least}, 255);
    error = parse_packet(out);
    REQUIRE(error);
    CHECK(error->transport.size() == 8 + 28);
    CHECK((error->transport[6] << 8 | error->transport[7]) == 1400);
}

TEST_CASE("an ICMPv6 error is at most 1280 bytes long") {
    const auto request = echo("fd99::1:1", 9, 5, 1400);
    Buffer out;
    make_icmp_error(out, *parse_packet(request), ip("fd98::1"), {.type = kTooBig6, .mtu = 1300},
                    255);
    CHECK(out.size() == 1280);
    REQUIRE(parse_packet(out));
    CHECK(parse_packet(out)->transport[0] == kTooBig6);
}

TEST_CASE("a connection attempt is reset with the right acknowledgement") {
    Buffer syn(20, 0);
    syn[0] = 0xc0;
    syn[3] = 80;
    syn[7] = 41;  // sequence number
    syn[12] = 5 << 4;
    syn[13] = 0x02;
    const auto request = packet("10.99.0.2", "10.99.1.1", kTcp, syn, 16);
    Buffer out;
    make_tcp_reset(out, *parse_packet(request), 64);
    const auto reset = parse_packet(out);
    REQUIRE(reset);
    CHECK(reset->transport[13] == 0x14);
    CHECK(reset->transport[11] == 42);
    CHECK(reset->transport[1] == 80);
}

TEST_CASE("a flow is the same for every time to live and differs between checksums") {
    const auto a = echo("10.99.1.1", 1, 1);
    const auto b = echo("10.99.1.1", 1, 9);
    const auto c = echo("10.99.1.1", 2, 1);
    CHECK(parse_packet(a)->flow() == parse_packet(b)->flow());
    CHECK(parse_packet(a)->flow() != parse_packet(c)->flow());
}
