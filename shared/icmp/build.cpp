#include "shared/bytes.h"
#include "shared/icmp/checksum.h"
#include "shared/icmp/packet.h"

namespace traypulse::icmp {

std::size_t build_echo_request(Family family, const Echo& echo, std::size_t payload,
                               std::span<std::uint8_t> out) {
    const std::size_t size = kHeader + payload;
    const auto least = echo.flow == 0 ? kCookie : kCookie + kBalance;
    if (payload < least || out.size() < size) return 0;
    const auto packet = out.first(size);
    packet[0] = family == Family::ipv4 ? kEchoRequest4 : kEchoRequest6;
    packet[1] = 0;
    bytes::write_be<std::uint16_t>(packet, 2, 0);
    bytes::write_be(packet, 4, echo.identifier);
    bytes::write_be(packet, 6, echo.sequence);
    bytes::write_be(packet, kHeader, echo.cookie);
    for (std::size_t i = kHeader + kCookie; i < size; ++i) packet[i] = static_cast<std::uint8_t>(i);
    if (echo.flow != 0) {
        bytes::write_be<std::uint16_t>(packet, kHeader + kCookie, 0);
        // checksum() is the complement of the sum, which is what subtracting it adds.
        const std::uint32_t sum = std::uint32_t{echo.flow} + checksum(packet);
        bytes::write_be(packet, kHeader + kCookie,
                        static_cast<std::uint16_t>((sum & 0xffffU) + (sum >> 16)));
    }
    if (family == Family::ipv4) bytes::write_be(packet, 2, checksum(packet));
    return size;
}

}  // namespace traypulse::icmp
