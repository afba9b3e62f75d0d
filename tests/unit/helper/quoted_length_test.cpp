// Of macOS, but pure: so it is tried here.
#include "helper/quoted_length.h"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "shared/icmp/checksum.h"
#include "shared/icmp/packet.h"

using namespace traypulse;

namespace {

using Packet = std::vector<std::uint8_t>;

constexpr std::size_t kQuotedLength = icmp::kHeader + 2;

// An error of a router about an echo request of 84 bytes, as it comes from the wire.
Packet error_of(std::uint8_t type) {
    Packet out{type, 0, 0, 0, 0, 0, 0, 0};
    const Packet quoted{0x45, 0, 0,   84, 0x12, 0x34, 0, 0, 1,    1,    0,    0,    192, 0,
                        2,    1, 198, 51, 100,  7,    8, 0, 0x11, 0x22, 0xab, 0xcd, 0,   42};
    out.insert(out.end(), quoted.begin(), quoted.end());
    const auto sum = icmp::checksum(out);
    out[2] = static_cast<std::uint8_t>(sum >> 8U);
    out[3] = static_cast<std::uint8_t>(sum);
    return out;
}

// As the kernel of macOS hands it on.
Packet turned(Packet packet) {
    std::swap(packet[kQuotedLength], packet[kQuotedLength + 1]);
    return packet;
}

Packet restored(Packet packet) {
    helper::restore_quoted_length(packet);
    return packet;
}

}  // namespace

TEST_CASE("an error with its quoted length turned is read as the one that came") {
    for (const auto type : {icmp::kUnreachable4, icmp::kTimeExceeded4, icmp::kParameterProblem4}) {
        const auto came = error_of(type);
        REQUIRE(icmp::checksum(came) == 0);
        CHECK_FALSE(icmp::parse_icmpv4(turned(came)));
        CHECK(restored(turned(came)) == came);
        const auto message = icmp::parse_icmpv4(restored(turned(came)));
        REQUIRE(message);
        CHECK(message->identifier == 0xabcd);
        CHECK(message->sequence == 42);
    }
}

TEST_CASE("what is right, damaged, no error or too short stays as it is") {
    const auto right = error_of(icmp::kTimeExceeded4);
    CHECK(restored(right) == right);
    auto damaged = turned(right);
    damaged.back() ^= 1U;
    CHECK(restored(damaged) == damaged);
    auto reply = turned(right);
    reply[0] = icmp::kEchoReply4;
    CHECK(restored(reply) == reply);
    for (std::size_t size = 0; size < right.size(); ++size) {
        const Packet cut(right.begin(), right.begin() + static_cast<std::ptrdiff_t>(size));
        CHECK(restored(cut) == cut);
    }
}
