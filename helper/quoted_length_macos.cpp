#include "helper/quoted_length.h"

#include <utility>

#include "shared/icmp/checksum.h"
#include "shared/icmp/packet.h"

namespace traypulse::helper {

void restore_quoted_length(std::span<std::uint8_t> packet) {
    constexpr std::size_t kLength = icmp::kHeader + 2;  // within the quoted IPv4 header
    if (packet.size() < kLength + 2) return;
    const auto type = packet[0];
    if (type != icmp::kUnreachable4 && type != icmp::kTimeExceeded4 &&
        type != icmp::kParameterProblem4)
        return;
    if (icmp::checksum(packet) == 0) return;
    std::swap(packet[kLength], packet[kLength + 1]);
    if (icmp::checksum(packet) != 0) std::swap(packet[kLength], packet[kLength + 1]);
}

}  // namespace traypulse::helper
