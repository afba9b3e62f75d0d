// The bytes of a UDP check's request, as a person writes them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "shared/result.h"

namespace traypulse::config {

/// A datagram of this size passes every network without being cut: IPv6's least MTU (RFC 8200 §5)
/// without the headers of IPv6 and UDP.
inline constexpr std::size_t kLongestUdpPayload = 1280 - 40 - 8;

/// Text in which \xNN is a byte, \n \r \t \0 are control characters, and \\ is a backslash; or the
/// name of a ready request, "@dns", "@ntp", "@stun", which comes out as it is (bytes that begin
/// with
/// '@' are written "\x40…", though not those three words; other words after '@' are an error).
Result<std::string> parse_udp_payload(std::string_view text);

}  // namespace traypulse::config
