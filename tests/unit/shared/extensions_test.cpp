// Where RFC 4884 extensions begin in an ICMP error, and where none do.
#include "shared/icmp/extensions.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <vector>

#include "shared/bytes.h"

using namespace traypulse;
using namespace traypulse::icmp;

namespace {

using Bytes = std::vector<std::uint8_t>;

// An error that quotes `quote` bytes and says `length`; behind the quote an empty structure with
// one object.
Bytes message(std::uint8_t type, std::size_t length_at, std::uint8_t length, std::size_t quote) {
    Bytes out(8 + quote, 0xee);
    std::fill_n(out.begin(), 8, std::uint8_t{0});
    out[0] = type;
    out[length_at] = length;
    const Bytes structure{0x20, 0, 0, 0, 0, 8, 1, 1, 0, 0, 0x11, 0xff};
    out.insert(out.end(), structure.begin(), structure.end());
    return out;
}

}  // namespace

TEST_CASE("the length field says where, in its family's unit") {
    for (const auto type : std::initializer_list<std::uint8_t>{3, 11, 12}) {
        const auto four = message(type, 5, 33, 132);
        const auto found = find_extensions(Family::ipv4, four);
        REQUIRE(found.size() == 12);
        CHECK(found[0] == 0x20);
    }
    for (const auto type : std::initializer_list<std::uint8_t>{1, 3}) {
        const auto six = message(type, 4, 17, 136);
        REQUIRE(find_extensions(Family::ipv6, six).size() == 12);
    }
    // "Too big" of IPv6 has its MTU there, a parameter problem its pointer; replies have no quote.
    for (const auto type : std::initializer_list<std::uint8_t>{2, 4, 129})
        CHECK(find_extensions(Family::ipv6, message(type, 4, 17, 136)).empty());
    CHECK(find_extensions(Family::ipv4, message(0, 5, 33, 132)).empty());
}

TEST_CASE("a length that lies finds nothing outside") {
    for (int length = 1; length <= 255; ++length) {
        const auto packet = message(11, 5, static_cast<std::uint8_t>(length), 132);
        const auto found = find_extensions(Family::ipv4, packet);
        const auto begin = static_cast<std::size_t>(length) * 4;
        if (begin < 128 || begin + 8 > 132 + 12)
            CHECK(found.empty());
        else
            CHECK(found.size() == 132 + 12 - begin);
    }
    auto cut = message(11, 5, 32, 128);
    for (; !cut.empty(); cut.pop_back())
        CHECK(find_extensions(Family::ipv4, cut).empty() == (cut.size() < 8 + 128 + 8));
}

TEST_CASE("old routers do not say the length, and then the version must be right") {
    const auto old = message(11, 5, 0, 128);
    CHECK(find_extensions(Family::ipv4, old).size() == 12);
    auto plain = old;
    plain[8 + 128] = 0x80;
    CHECK(find_extensions(Family::ipv4, plain).empty());
}

TEST_CASE("in a packet with its IP header, padding behind it is not part of it") {
    Bytes packet(24, 0);
    packet[0] = 0x46;
    const auto icmp = message(11, 5, 32, 128);
    packet.insert(packet.end(), icmp.begin(), icmp.end());
    bytes::write_be(std::span<std::uint8_t>(packet), 2, static_cast<std::uint16_t>(packet.size()));
    packet.insert(packet.end(), 10, 0xaa);
    CHECK(find_extensions_ipv4(packet).size() == 12);
    bytes::write_be(std::span<std::uint8_t>(packet), 2, std::uint16_t{2000});
    CHECK(find_extensions_ipv4(packet).empty());
    CHECK(find_extensions_ipv4(Bytes{0x4f}).empty());
}
