// What routers say about themselves, against bytes written by hand from RFC 4884, 4950 and 5837.
#include "agent/engine/path_extensions.h"

#include <doctest/doctest.h>
#include <algorithm>

#include "shared/bytes.h"
#include "shared/icmp/checksum.h"

using namespace traypulse;

namespace {

using Bytes = std::vector<std::uint8_t>;

void seal(Bytes& structure) {
    structure[2] = structure[3] = 0;
    bytes::write_be(std::span<std::uint8_t>(structure), 2, icmp::checksum(structure));
}

Bytes structure(const std::vector<Bytes>& objects) {
    Bytes out{0x20, 0, 0, 0};
    for (const auto& object : objects) out.insert(out.end(), object.begin(), object.end());
    seal(out);
    return out;
}

Bytes object(std::uint8_t of_class, std::uint8_t type, const Bytes& payload) {
    Bytes out(4 + payload.size());
    out[1] = static_cast<std::uint8_t>(out.size());
    out[2] = of_class;
    out[3] = type;
    std::copy(payload.begin(), payload.end(), out.begin() + 4);
    return out;
}

// Label 16004, class 5, TTL 1; label 3, bottom, TTL 255.
const Bytes kLabels{0x03, 0xe8, 0x4a, 0x01, 0x00, 0x00, 0x31, 0xff};

}  // namespace

TEST_CASE("a label stack") {
    const auto found = parse_path_extensions(structure({object(1, 1, kLabels)}));
    REQUIRE(found);
    REQUIRE(found->labels.size() == 2);
    CHECK(found->labels[0] == MplsLabel{16004, 5, false, 1});
    CHECK(found->labels[1] == MplsLabel{3, 0, true, 255});
    CHECK(found->unread == 0);
}

TEST_CASE("an interface with all that it can have, as RFC 5837 lays it out") {
    // Incoming (role 0), index, IPv4 address, name, MTU: C-Type 00 00 1111.
    const Bytes payload{0, 0,   0,   7,   0,   1, 0, 0, 192, 0, 2, 1,
                        8, 'e', 't', 'h', '0', 0, 0, 0, 0,   0, 5, 0xdc};
    const auto found = parse_path_extensions(structure({object(2, 0x0f, payload)}));
    REQUIRE(found);
    REQUIRE(found->interfaces.size() == 1);
    const auto& i = found->interfaces[0];
    CHECK(i.role == InterfaceRole::incoming);
    CHECK(i.index == 7U);
    CHECK(i.address == IpAddress::parse("192.0.2.1"));
    CHECK(i.name == "eth0");
    CHECK(i.mtu == 1500U);
}

TEST_CASE("an outgoing interface of IPv6 beside labels and an object nobody knows") {
    Bytes payload{0, 2, 0, 0};
    const auto address = *IpAddress::parse("2001:db8::9");
    payload.insert(payload.end(), address.bytes.begin(), address.bytes.end());
    const auto found = parse_path_extensions(
        structure({object(2, 0x84, payload), object(9, 1, {1, 2, 3, 4}), object(1, 1, kLabels)}));
    REQUIRE(found);
    REQUIRE(found->interfaces.size() == 1);
    CHECK(found->interfaces[0].role == InterfaceRole::outgoing);
    CHECK(found->interfaces[0].address == address);
    CHECK(found->labels.size() == 2);
    CHECK(found->unread == 1);
}

TEST_CASE("a wrong checksum, another version, and every cut are nothing") {
    const auto whole = structure({object(1, 1, kLabels), object(2, 0x01, {0, 0, 5, 0xdc})});
    REQUIRE(parse_path_extensions(whole));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto wrong = whole;
        wrong[at] ^= 0x10;
        CHECK_FALSE(parse_path_extensions(wrong));
    }
    for (std::size_t size = 0; size < whole.size(); ++size) {
        Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        if (size >= 4) seal(cut);
        const bool between_objects = size == 4 || size == 4 + 4 + kLabels.size();
        CHECK(parse_path_extensions(cut).has_value() == between_objects);
    }
    auto version = whole;
    version[0] = 0x10;
    seal(version);
    CHECK_FALSE(parse_path_extensions(version));
    // RFC 4884 §7: a checksum of 0 is none at all.
    auto unsummed = whole;
    unsummed[2] = unsummed[3] = 0;
    CHECK(parse_path_extensions(unsummed));
}

TEST_CASE("lengths that lie") {
    for (const int length : {0, 1, 3, 13, 255}) {
        auto lie = structure({object(1, 1, kLabels)});
        lie[5] = static_cast<std::uint8_t>(length);
        seal(lie);
        CHECK_FALSE(parse_path_extensions(lie));
    }
    // Objects that fit but whose contents do not: counted, and the next one is read.
    for (const auto& bad :
         {object(1, 1, {}), object(1, 1, {1, 2, 3}), object(1, 2, kLabels), object(2, 0x08, {1}),
          object(2, 0x04, {0, 3, 0, 0, 1, 2, 3, 4}), object(2, 0x02, {0, 'a', 'b', 'c'}),
          object(2, 0x02, {6, 'a', 'b', 'c', 'd', 'e'}), object(2, 0x02, {8, 'a', 'b', 'c'}),
          object(2, 0x02, {68, 'a', 'b', 'c'}), object(2, 0x01, {0, 0, 5, 0xdc, 0})}) {
        const auto found = parse_path_extensions(structure({bad, object(1, 1, kLabels)}));
        REQUIRE(found);
        CHECK(found->unread == 1);
        CHECK(found->interfaces.empty());
        CHECK(found->labels.size() == 2);
    }
}

TEST_CASE("names are for a terminal, and no sender fills memory") {
    const auto named =
        parse_path_extensions(structure({object(2, 0x02, {8, 'a', 0x1b, '[', 'm', 0xff, 'b', 0})}));
    REQUIRE(named);
    CHECK(named->interfaces.at(0).name == "a?[m?b");
    std::vector<Bytes> many(50, object(1, 1, kLabels));
    many.insert(many.end(), 50, object(2, 0x01, {0, 0, 5, 0xdc}));
    const auto found = parse_path_extensions(structure(many));
    REQUIRE(found);
    CHECK(found->labels.size() == kMostLabels);
    CHECK(found->interfaces.size() == kMostInterfaces);
    CHECK(found->unread == 100 - kMostLabels / 2 - kMostInterfaces);
}
