#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "shared/bytes.h"
#include "shared/icmp/checksum.h"
#include "shared/icmp/packet.h"

using namespace traypulse;
using namespace traypulse::icmp;

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr Echo kEcho{0x1234, 0xfffe, 0x0102030405060708};

Bytes request(Family family, std::size_t payload = 56) {
    Bytes out(kHeader + payload);
    REQUIRE(build_echo_request(family, kEcho, payload, out) == out.size());
    return out;
}

void set_checksum(Bytes& icmp) {
    icmp[2] = icmp[3] = 0;
    bytes::write_be(std::span<std::uint8_t>(icmp), 2, checksum(icmp));
}

Bytes reply(Family family) {
    auto out = request(family);
    out[0] = family == Family::ipv4 ? kEchoReply4 : kEchoReply6;
    set_checksum(out);
    return out;
}

// An IPv4 packet with `words` 32-bit words of options (no-operations).
Bytes ipv4(const Bytes& payload, std::size_t words = 0, std::uint8_t protocol = 1) {
    Bytes out(20 + 4 * words, 1);
    std::fill_n(out.begin(), 20, std::uint8_t{0});
    out[0] = static_cast<std::uint8_t>(0x45 + words);
    bytes::write_be(std::span<std::uint8_t>(out), 2,
                    static_cast<std::uint16_t>(out.size() + payload.size()));
    out[8] = 57;
    out[9] = protocol;
    const std::array<std::uint8_t, 8> addresses{192, 0, 2, 1, 198, 51, 100, 7};
    std::copy(addresses.begin(), addresses.end(), out.begin() + 12);
    out.insert(out.end(), payload.begin(), payload.end());
    return out;
}

Bytes ipv6(const Bytes& payload, std::uint8_t next = 58) {
    Bytes out(40, 0);
    out[0] = 0x60;
    out[6] = next;
    const auto destination = *IpAddress::parse("2001:db8::7");
    std::copy(destination.bytes.begin(), destination.bytes.end(), out.begin() + 24);
    out.insert(out.end(), payload.begin(), payload.end());
    return out;
}

Bytes error(std::uint8_t type, std::uint8_t code, std::uint32_t rest, const Bytes& quoted) {
    Bytes out(8 + quoted.size());
    out[0] = type;
    out[1] = code;
    bytes::write_be(std::span<std::uint8_t>(out), 4, rest);
    std::copy(quoted.begin(), quoted.end(), out.begin() + 8);
    set_checksum(out);
    return out;
}

Bytes first(const Bytes& of, std::size_t size) {
    return {of.begin(), of.begin() + static_cast<std::ptrdiff_t>(size)};
}

}  // namespace

TEST_CASE("the checksum is that of RFC 1071") {
    CHECK(checksum(Bytes{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7}) == 0x220d);
    CHECK(checksum(Bytes{}) == 0xffff);
    CHECK(checksum(Bytes{0xab}) == static_cast<std::uint16_t>(~0xab00));
    CHECK(checksum(Bytes(65535, 0xff)) == static_cast<std::uint16_t>(~0xff00));
}

TEST_CASE("a request holds what tells it from others, and a right IPv4 checksum") {
    for (std::size_t payload = kCookie; payload <= 1472; payload += 61) {
        const auto packet = request(Family::ipv4, payload);
        CHECK(packet[0] == 8);
        CHECK(checksum(packet) == 0);
        CHECK(bytes::read_be<std::uint16_t>(packet, 4) == kEcho.identifier);
        CHECK(bytes::read_be<std::uint16_t>(packet, 6) == kEcho.sequence);
        CHECK(bytes::read_be<std::uint64_t>(packet, 8) == kEcho.cookie);
    }
    CHECK(request(Family::ipv6)[0] == 128);
    Bytes small(63);
    CHECK(build_echo_request(Family::ipv4, kEcho, 56, small) == 0);
    CHECK(build_echo_request(Family::ipv4, kEcho, kCookie - 1, small) == 0);
}

TEST_CASE("a reply is read behind any IPv4 options") {
    for (std::size_t words = 0; words <= 10; ++words) {
        const auto message = parse_ipv4(ipv4(reply(Family::ipv4), words));
        REQUIRE(message);
        CHECK(message->kind == Kind::reply);
        CHECK(message->identifier == kEcho.identifier);
        CHECK(message->sequence == kEcho.sequence);
        CHECK(message->cookie == kEcho.cookie);
        CHECK(message->ttl == Ttl{57});
    }
    CHECK(parse_icmpv6(reply(Family::ipv6))->cookie == kEcho.cookie);
}

TEST_CASE("padding behind an IPv4 packet is not part of it") {
    auto packet = ipv4(reply(Family::ipv4));
    packet.resize(packet.size() + 6, 0xee);
    CHECK(parse_ipv4(packet));
}

TEST_CASE("a reply whose checksum is wrong is none") {
    const auto good = ipv4(reply(Family::ipv4));
    for (std::size_t at = 20; at < good.size(); ++at) {
        auto bad = good;
        bad[at] ^= 0x40;
        CHECK_FALSE(parse_ipv4(bad));
    }
}

TEST_CASE("errors are told apart") {
    const auto quoted = ipv4(request(Family::ipv4));
    const auto unreachable = parse_icmpv4(error(3, 1, 0, quoted));
    REQUIRE(unreachable);
    CHECK(unreachable->kind == Kind::unreachable);
    CHECK(unreachable->code == 1);
    CHECK(unreachable->destination == IpAddress::parse("198.51.100.7"));
    CHECK(unreachable->cookie == kEcho.cookie);
    CHECK(parse_icmpv4(error(11, 0, 0, quoted))->kind == Kind::ttl_exceeded);
    CHECK(parse_icmpv4(error(12, 0, 0, quoted))->kind == Kind::unreachable);
    const auto too_big = parse_icmpv4(error(3, 4, 1400, quoted));
    CHECK(too_big->kind == Kind::too_big);
    CHECK(too_big->mtu == 1400);
    for (const int type : {4, 5, 8, 13})
        CHECK_FALSE(parse_icmpv4(error(static_cast<std::uint8_t>(type), 0, 0, quoted)));

    const auto quoted6 = ipv6(request(Family::ipv6));
    CHECK(parse_icmpv6(error(1, 4, 0, quoted6))->kind == Kind::unreachable);
    CHECK(parse_icmpv6(error(1, 4, 0, quoted6))->destination == IpAddress::parse("2001:db8::7"));
    CHECK(parse_icmpv6(error(2, 0, 1280, quoted6))->mtu == 1280);
    CHECK(parse_icmpv6(error(3, 0, 0, quoted6))->kind == Kind::ttl_exceeded);
    CHECK_FALSE(parse_icmpv6(error(133, 0, 0, quoted6)));
}

TEST_CASE("a quoted packet is read behind its own header") {
    for (std::size_t words = 0; words <= 10; ++words) {
        const auto message = parse_icmpv4(error(11, 0, 0, ipv4(request(Family::ipv4), words)));
        REQUIRE(message);
        CHECK(message->sequence == kEcho.sequence);
    }
    Bytes fragment{58, 0, 0, 1, 0, 0, 0, 9};
    const auto behind = request(Family::ipv6);
    fragment.insert(fragment.end(), behind.begin(), behind.end());
    CHECK(parse_icmpv6(error(3, 0, 0, ipv6(fragment, 44)))->sequence == kEcho.sequence);
    fragment[3] = 9;  // not the first fragment
    CHECK_FALSE(parse_icmpv6(error(3, 0, 0, ipv6(fragment, 44))));
}

TEST_CASE("an error that quotes something else is none of ours") {
    CHECK_FALSE(parse_icmpv4(error(3, 1, 0, ipv4(request(Family::ipv4), 0, 17))));
    CHECK_FALSE(parse_icmpv4(error(3, 1, 0, ipv4(reply(Family::ipv4)))));
    CHECK_FALSE(parse_icmpv4(error(3, 1, 0, ipv6(request(Family::ipv6)))));
    CHECK_FALSE(parse_icmpv6(error(1, 0, 0, ipv6(request(Family::ipv6), 17))));
    auto later = ipv4(request(Family::ipv4));
    later[7] = 1;  // fragment offset
    CHECK_FALSE(parse_icmpv4(error(3, 1, 0, later)));
}

TEST_CASE("whatever is cut off, nothing is read beyond it") {
    // Exactly sized copies, so that a sanitizer sees a read beyond.
    const auto whole = ipv4(reply(Family::ipv4), 3);
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(parse_ipv4(first(whole, size)));
    const auto quoted = ipv4(request(Family::ipv4), 2);
    for (std::size_t size = 0; size <= quoted.size(); ++size) {
        const auto message = parse_icmpv4(error(11, 0, 0, first(quoted, size)));
        CHECK(message.has_value() == (size >= 28 + kHeader));
        if (message) CHECK(message->cookie.has_value() == (size >= 28 + kHeader + kCookie));
    }
    const auto quoted6 = ipv6(request(Family::ipv6));
    for (std::size_t size = 0; size <= quoted6.size(); ++size) {
        const auto message = parse_icmpv6(error(3, 0, 0, first(quoted6, size)));
        CHECK(message.has_value() == (size >= 40 + kHeader));
    }
    const auto reply6 = reply(Family::ipv6);
    for (std::size_t size = 0; size < kHeader; ++size)
        CHECK_FALSE(parse_icmpv6(first(reply6, size)));
}

TEST_CASE("a header length that points beyond the packet, or below a header, is refused") {
    for (std::uint8_t words = 0; words < 16; ++words) {
        auto packet = ipv4(reply(Family::ipv4));
        packet[0] = static_cast<std::uint8_t>(0x40 | words);
        CHECK(parse_ipv4(packet).has_value() == (words == 5));
    }
    auto packet = ipv4(reply(Family::ipv4));
    packet[0] = 0x65;
    CHECK_FALSE(parse_ipv4(packet));
    packet = ipv4(reply(Family::ipv4));
    bytes::write_be<std::uint16_t>(packet, 2, 19);
    CHECK_FALSE(parse_ipv4(packet));
}

TEST_CASE("what an error queue holds is read like a packet") {
    const auto quoted = request(Family::ipv4);
    const auto message = parse_error(Family::ipv4, 3, 4, 1300, quoted);
    REQUIRE(message);
    CHECK(message->kind == Kind::too_big);
    CHECK(message->mtu == 1300);
    CHECK(message->cookie == kEcho.cookie);
    CHECK_FALSE(message->destination);
    CHECK_FALSE(parse_error(Family::ipv4, 5, 0, 0, quoted));
    CHECK_FALSE(parse_error(Family::ipv4, 3, 0, 0, first(quoted, 7)));
    CHECK(parse_error(Family::ipv6, 1, 0, 0, request(Family::ipv6))->kind == Kind::unreachable);
}
