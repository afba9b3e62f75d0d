// IP packets of the simulated network: what came in, and the answers of hosts and routers to it.
// Pure, any thread. Buffers that are handed in keep their capacity, so steady traffic allocates
// nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "shared/ip_address.h"

namespace traypulse::simnet {

using Bytes = std::span<const std::uint8_t>;
using Buffer = std::vector<std::uint8_t>;

/// IANA protocol numbers; ICMPv6 has its own.
enum Protocol : std::uint8_t { kIcmp = 1, kTcp = 6, kUdp = 17, kIcmp6 = 58 };

/// The ICMP types that the simulated network knows (RFC 792, RFC 4443).
enum IcmpType : std::uint8_t {
    kEchoReply = 0,
    kUnreachable = 3,
    kEchoRequest = 8,
    kTimeExceeded = 11,
    kUnreachable6 = 1,
    kTooBig6 = 2,
    kTimeExceeded6 = 3,
    kEchoRequest6 = 128,
    kEchoReply6 = 129,
};
inline constexpr std::uint8_t kFragmentationNeeded = 4;  ///< code of kUnreachable
inline constexpr std::uint8_t kPortUnreachable = 3;      ///< code of kUnreachable
inline constexpr std::uint8_t kPortUnreachable6 = 4;     ///< code of kUnreachable6

/// A received packet, cut into its parts. Points into the bytes that it was parsed from.
struct PacketView {
    IpAddress source;
    IpAddress destination;
    std::uint8_t ttl = 0;
    std::uint8_t protocol = 0;
    bool dont_fragment = true;  ///< always so in IPv6
    bool fragment = false;      ///< not a whole packet: there is no transport to look at
    Bytes whole;                ///< from the IP header to the end that the header names
    Bytes transport;            ///< behind the IP header and its options

    [[nodiscard]] bool is_echo_request() const;
    /// Identifier and sequence number of an echo request.
    [[nodiscard]] std::uint16_t echo_identifier() const;
    [[nodiscard]] std::uint16_t echo_sequence() const;
    /// What a router balances flows by: addresses, protocol, and the first four bytes behind the IP
    /// header (ports, or ICMP type, code and checksum), the ICMP identifier too. Paris traceroute
    /// keeps these constant.
    [[nodiscard]] std::uint64_t flow() const;
};

/// nullopt: not a packet of IPv4 or IPv6, cut short, or with a wrong checksum in IP, ICMP, UDP or
/// TCP.
std::optional<PacketView> parse_packet(Bytes bytes);

/// How much of a request an ICMP error quotes: the least that RFC 792 asks for (IP header and 8
/// bytes), or as much as fits 576 bytes (RFC 1812) and 1280 bytes (RFC 4443).
enum class Quote { least, full };

struct IcmpError {
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    std::uint32_t mtu = 0;        ///< kFragmentationNeeded and kTooBig6 only
    std::uint8_t quoted_ttl = 1;  ///< what was left of the request's time to live where it died
    Quote quote = Quote::full;
    Bytes extensions{};  ///< RFC 4884 structure behind the quote, which is then 128 bytes; may be
                         ///< empty
};

/// Each of these overwrites `out` with a packet that answers `request`, with `ttl` as it arrives.
void make_echo_reply(Buffer& out, const PacketView& request, std::uint8_t ttl);
void make_icmp_error(Buffer& out, const PacketView& request, const IpAddress& from,
                     const IcmpError& error, std::uint8_t ttl);
void make_udp_reply(Buffer& out, const PacketView& request, Bytes payload, std::uint8_t ttl);
void make_tcp_reset(Buffer& out, const PacketView& request, std::uint8_t ttl);

/// The Internet checksum (RFC 1071) of a transport with its pseudo header; 0 where it is right.
std::uint16_t transport_checksum(const IpAddress& from, const IpAddress& to, std::uint8_t protocol,
                                 Bytes transport);

}  // namespace traypulse::simnet
