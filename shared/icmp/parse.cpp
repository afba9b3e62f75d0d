#include <algorithm>

#include "shared/bytes.h"
#include "shared/icmp/checksum.h"
#include "shared/icmp/packet.h"

namespace traypulse::icmp {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kIpv4Header = 20;
constexpr std::size_t kIpv6Header = 40;
constexpr std::size_t kFragmentHeader = 8;
constexpr std::uint8_t kProtocolIcmp4 = 1;
constexpr std::uint8_t kProtocolIcmp6 = 58;
constexpr std::uint8_t kProtocolFragment6 = 44;
constexpr std::uint16_t kFragmentOffset4 = 0x1fff;
constexpr std::uint16_t kFragmentOffset6 = 0xfff8;

// The length of an IPv4 header with its options, or 0 where there is none.
std::size_t ipv4_header(Bytes packet) {
    if (packet.size() < kIpv4Header || packet[0] >> 4 != 4) return 0;
    const std::size_t length = static_cast<std::size_t>(packet[0] & 0x0fU) * 4;
    return length >= kIpv4Header && length <= packet.size() ? length : 0;
}

IpAddress address(Family family, Bytes from) {
    IpAddress out;
    out.family = family;
    std::copy(from.begin(), from.end(), out.bytes.begin());
    return out;
}

// Identifier, sequence and, where there is that much, the cookie behind an echo header.
void take_echo(Bytes echo, Message& out) {
    out.identifier = bytes::read_be<std::uint16_t>(echo, 4);
    out.sequence = bytes::read_be<std::uint16_t>(echo, 6);
    if (echo.size() >= kHeader + kCookie) out.cookie = bytes::read_be<std::uint64_t>(echo, kHeader);
}

bool take_request(Family family, Bytes quoted, Message& out) {
    const auto type = family == Family::ipv4 ? kEchoRequest4 : kEchoRequest6;
    if (quoted.size() < kHeader || quoted[0] != type || quoted[1] != 0) return false;
    take_echo(quoted, out);
    return true;
}

std::optional<Kind> error_kind(Family family, std::uint8_t type, std::uint8_t code) {
    if (family == Family::ipv4) {
        switch (type) {
            case kUnreachable4:
                return code == kFragmentationNeeded4 ? Kind::too_big : Kind::unreachable;
            case kParameterProblem4:
                return Kind::unreachable;
            case kTimeExceeded4:
                return Kind::ttl_exceeded;
            default:
                return std::nullopt;
        }
    }
    switch (type) {
        case kUnreachable6:
        case kParameterProblem6:
            return Kind::unreachable;
        case kTooBig6:
            return Kind::too_big;
        case kTimeExceeded6:
            return Kind::ttl_exceeded;
        default:
            return std::nullopt;
    }
}

// The packet that an ICMPv4 error quotes: honour its own header length, and only a first fragment
// has an ICMP header.
bool take_quoted4(Bytes quoted, Message& out) {
    const auto header = ipv4_header(quoted);
    if (header == 0 || quoted[9] != kProtocolIcmp4) return false;
    if ((bytes::read_be<std::uint16_t>(quoted, 6) & kFragmentOffset4) != 0) return false;
    out.destination = address(Family::ipv4, quoted.subspan(16, 4));
    return take_request(Family::ipv4, quoted.subspan(header), out);
}

// The same for ICMPv6. Our requests carry no extension header but the fragment one that the kernel
// adds.
bool take_quoted6(Bytes quoted, Message& out) {
    if (quoted.size() < kIpv6Header || quoted[0] >> 4 != 6) return false;
    out.destination = address(Family::ipv6, quoted.subspan(24, 16));
    auto next = quoted[6];
    auto rest = quoted.subspan(kIpv6Header);
    if (next == kProtocolFragment6) {
        if (rest.size() < kFragmentHeader) return false;
        if ((bytes::read_be<std::uint16_t>(rest, 2) & kFragmentOffset6) != 0) return false;
        next = rest[0];
        rest = rest.subspan(kFragmentHeader);
    }
    return next == kProtocolIcmp6 && take_request(Family::ipv6, rest, out);
}

std::optional<Message> parse(Family family, Bytes packet) {
    if (packet.size() < kHeader) return std::nullopt;
    Message out;
    out.type = packet[0];
    out.code = packet[1];
    if (out.type == (family == Family::ipv4 ? kEchoReply4 : kEchoReply6)) {
        if (out.code != 0) return std::nullopt;
        take_echo(packet, out);
        return out;
    }
    const auto kind = error_kind(family, out.type, out.code);
    if (!kind) return std::nullopt;
    out.kind = *kind;
    const auto quoted = packet.subspan(kHeader);
    if (family == Family::ipv4) {
        if (out.kind == Kind::too_big) out.mtu = bytes::read_be<std::uint16_t>(packet, 6);
        if (!take_quoted4(quoted, out)) return std::nullopt;
    } else {
        if (out.kind == Kind::too_big) out.mtu = bytes::read_be<std::uint32_t>(packet, 4);
        if (!take_quoted6(quoted, out)) return std::nullopt;
    }
    return out;
}

}  // namespace

std::optional<Message> parse_icmpv4(Bytes packet) {
    if (checksum(packet) != 0) return std::nullopt;
    return parse(Family::ipv4, packet);
}

std::optional<Message> parse_ipv4(Bytes packet) {
    const auto header = ipv4_header(packet);
    if (header == 0 || packet[9] != kProtocolIcmp4) return std::nullopt;
    // Link-layer padding may follow the packet, but not be missing from it.
    const std::size_t total = bytes::read_be<std::uint16_t>(packet, 2);
    if (total < header || total > packet.size()) return std::nullopt;
    auto out = parse_icmpv4(packet.subspan(header, total - header));
    if (out) out->ttl = Ttl{packet[8]};
    return out;
}

std::optional<Message> parse_icmpv6(Bytes packet) { return parse(Family::ipv6, packet); }

std::optional<Message> parse_error(Family family, std::uint8_t type, std::uint8_t code,
                                   std::uint32_t info, Bytes request) {
    const auto kind = error_kind(family, type, code);
    if (!kind) return std::nullopt;
    Message out;
    out.kind = *kind;
    out.type = type;
    out.code = code;
    if (out.kind == Kind::too_big) out.mtu = info;
    if (!take_request(family, request, out)) return std::nullopt;
    return out;
}

}  // namespace traypulse::icmp
