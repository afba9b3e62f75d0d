// Where a router's additions to an ICMP error begin (RFC 4884). What they say is read by the agent
// alone (agent/engine/path_extensions.h). Pure, any thread.
#pragma once

#include <cstdint>
#include <span>

#include "shared/ip_address.h"

namespace traypulse::icmp {

/// The extension structure behind the quoted packet of an ICMP error, from its header to the end of
/// the message; empty where there is none. `message`: from the ICMP header on. The place is what
/// the error's length field says (RFC 4884 §4); where that is 0, an older router may have put one
/// behind 128 bytes (§5.5), which is believed where its version is 2. Nothing else is checked.
[[nodiscard]] std::span<const std::uint8_t> find_extensions(Family family,
                                                            std::span<const std::uint8_t> message);
/// The same for a packet of a raw IPv4 socket that parse_ipv4() has accepted.
[[nodiscard]] std::span<const std::uint8_t> find_extensions_ipv4(
    std::span<const std::uint8_t> packet);

}  // namespace traypulse::icmp
