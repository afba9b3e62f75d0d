// ICMP echo requests, and what comes back for them. Pure, bounded, any thread.
//
// Numbers: RFC 792 and RFC 4443. Nothing in a received packet is trusted further than its length;
// RTT is never taken from a payload.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "shared/ip_address.h"
#include "shared/types.h"

namespace traypulse::icmp {

inline constexpr std::size_t kHeader = 8;
/// The random number at the begin of the payload, by which a reply proves that its sender saw the
/// request.
inline constexpr std::size_t kCookie = 8;
inline constexpr std::size_t kBalance = 2;

inline constexpr std::uint8_t kEchoReply4 = 0;
inline constexpr std::uint8_t kUnreachable4 = 3;
inline constexpr std::uint8_t kFragmentationNeeded4 = 4;  ///< code of kUnreachable4
inline constexpr std::uint8_t kEchoRequest4 = 8;
inline constexpr std::uint8_t kTimeExceeded4 = 11;
inline constexpr std::uint8_t kParameterProblem4 = 12;
inline constexpr std::uint8_t kUnreachable6 = 1;
inline constexpr std::uint8_t kTooBig6 = 2;
inline constexpr std::uint8_t kTimeExceeded6 = 3;
inline constexpr std::uint8_t kParameterProblem6 = 4;
inline constexpr std::uint8_t kEchoRequest6 = 128;
inline constexpr std::uint8_t kEchoReply6 = 129;

/// What tells one echo request from another.
struct Echo {
    std::uint16_t identifier = 0;
    std::uint16_t sequence = 0;
    std::uint64_t cookie = 0;
    /// Not 0: the one's complement sum of the packet, whatever sequence and cookie are, by two
    /// bytes of balance behind the cookie. So every request of a flow has the same checksum.
    std::uint16_t flow = 0;
    bool operator==(const Echo&) const = default;
};

/// Writes header, cookie and a fixed pattern. `payload` is at least kCookie, with
/// a flow kCookie + kBalance. Returns the bytes written, or 0 where `out` is too small. The IPv6
/// checksum is left 0: the kernel fills it in.
std::size_t build_echo_request(Family family, const Echo& echo, std::size_t payload,
                               std::span<std::uint8_t> out);

enum class Kind : std::uint8_t { reply, unreachable, ttl_exceeded, too_big };

/// An echo reply, or an error that quotes an echo request.
struct Message {
    Kind kind = Kind::reply;
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    std::uint16_t identifier = 0;
    std::uint16_t sequence = 0;
    std::optional<std::uint64_t> cookie;   ///< errors may quote too little to hold it
    Ttl ttl;                               ///< of an IPv4 packet with its header, else 0
    std::uint32_t mtu = 0;                 ///< too_big only; 0 where the router did not say
    std::optional<IpAddress> destination;  ///< errors: where the quoted request was sent
    bool operator==(const Message&) const = default;
};

/// A packet of a raw IPv4 socket: IP header (with options) and ICMP. nullopt for anything that is
/// not one of the above, is cut short, or whose ICMP checksum is wrong (raw sockets deliver those).
std::optional<Message> parse_ipv4(std::span<const std::uint8_t> packet);
/// A packet of an IPv4 datagram ICMP socket: from the ICMP header on; the checksum is verified.
std::optional<Message> parse_icmpv4(std::span<const std::uint8_t> packet);
/// A packet of an ICMPv6 socket, raw or datagram; the kernel has verified the checksum.
std::optional<Message> parse_icmpv6(std::span<const std::uint8_t> packet);
/// What an error queue (IP_RECVERR of ip(7)) holds: type, code and info of the error, and the
/// request that it quotes from its ICMP header on. The destination is left for the caller to set.
std::optional<Message> parse_error(Family family, std::uint8_t type, std::uint8_t code,
                                   std::uint32_t info, std::span<const std::uint8_t> request);

}  // namespace traypulse::icmp
