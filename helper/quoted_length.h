// What the kernel of macOS does to the packet that an ICMP error quotes.
#pragma once

#include <cstdint>
#include <span>

namespace traypulse::helper {

/// It turns the quoted packet's length into its own byte order in place, before raw sockets are
/// given the error: so the error's checksum is wrong. Turns it back, where that makes the checksum
/// right; else changes nothing. `packet`: an IPv4 ICMP message from its ICMP header on. Pure.
void restore_quoted_length(std::span<std::uint8_t> packet);

}  // namespace traypulse::helper
