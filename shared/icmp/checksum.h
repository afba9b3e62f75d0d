// The Internet checksum (RFC 1071). Pure, any thread.
#pragma once

#include <cstdint>
#include <span>

namespace traypulse::icmp {

/// One's complement of the one's complement sum, in host order: to be written big-endian. 0 when
/// the data holds its own, right checksum. Any length.
[[nodiscard]] std::uint16_t checksum(std::span<const std::uint8_t> data);

}  // namespace traypulse::icmp
