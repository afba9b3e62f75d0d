// Paris flows: whatever tells requests apart, what routers balance by stays the same.
#include <doctest/doctest.h>

#include <initializer_list>
#include <random>
#include <set>
#include <vector>

#include "shared/bytes.h"
#include "shared/icmp/checksum.h"
#include "shared/icmp/packet.h"

using namespace traypulse;
using namespace traypulse::icmp;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes request(Family family, const Echo& echo, std::size_t payload) {
    Bytes out(kHeader + payload);
    REQUIRE(build_echo_request(family, echo, payload, out) == out.size());
    return out;
}

}  // namespace

TEST_CASE("the requests of a flow have one checksum, and every cookie is still itself") {
    std::mt19937_64 random(1);
    std::set<std::uint16_t> seen;
    for (const auto flow :
         std::initializer_list<std::uint16_t>{1, 2, 3, 255, 256, 0x7fff, 0xfffe, 0xffff}) {
        CAPTURE(flow);
        std::set<std::uint16_t> checksums;
        std::set<std::uint16_t> sums;
        for (int i = 0; i < 2000; ++i) {
            const Echo echo{0x1234, static_cast<std::uint16_t>(random()), random(), flow};
            const auto size = 16 + static_cast<std::size_t>(random() % 1457);
            const auto four = request(Family::ipv4, echo, size);
            CHECK(checksum(four) == 0);
            CHECK(bytes::read_be<std::uint64_t>(four, kHeader) == echo.cookie);
            CHECK(bytes::read_be<std::uint16_t>(four, 6) == echo.sequence);
            checksums.insert(bytes::read_be<std::uint16_t>(four, 2));
            // The kernel adds a pseudo header, which is the same for all of one size.
            sums.insert(checksum(request(Family::ipv6, echo, size)));
        }
        CHECK(checksums.size() == 1);
        CHECK(sums.size() == 1);
        seen.insert(*checksums.begin());
    }
    CHECK(seen.size() == 8);
}

TEST_CASE("without a flow nothing is changed, and one needs room") {
    const Echo plain{1, 2, 3};
    const auto packet = request(Family::ipv6, plain, 16);
    CHECK(packet[kHeader + kCookie] == kHeader + kCookie);
    CHECK(packet[kHeader + kCookie + 1] == kHeader + kCookie + 1);
    Bytes out(64);
    CHECK(build_echo_request(Family::ipv4, {1, 2, 3, 7}, kCookie + 1, out) == 0);
    CHECK(build_echo_request(Family::ipv4, {1, 2, 3, 7}, kCookie + kBalance, out) != 0);
}
