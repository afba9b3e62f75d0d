// Foreign ICMP never reaches us: the kernel drops it before it costs a wake-up.
#pragma once

#include <cstdint>

#include "shared/ip_address.h"
#include "shared/result.h"

namespace traypulse::helper {

/// For a raw ICMP socket: only echo replies with, and errors that quote, an identifier in
/// [base, base + count). `count` is a power of two and divides `base`. Locked: it can't be changed
/// again.
[[nodiscard]] Status filter_packets(int fd, Family family, std::uint16_t base, std::uint16_t count);

/// Of ICMPv6, only echo replies and errors (ICMP6_FILTER, RFC 3542 §3.2). Can be changed again.
[[nodiscard]] Status pass_icmpv6_types(int fd);

}  // namespace traypulse::helper
