#include "tests/support/simnet/packet.h"

#include <algorithm>
#include <cstring>

namespace traypulse::simnet {
namespace {

constexpr std::size_t kIpv4Header = 20;
constexpr std::size_t kIpv6Header = 40;
constexpr std::size_t kIcmpHeader = 8;
constexpr std::size_t kUdpHeader = 8;
constexpr std::size_t kTcpHeader = 20;
constexpr std::size_t kLeastQuote = 8;
constexpr std::size_t kExtendedQuote = 128;
constexpr std::size_t kLargestError4 = 576;   // RFC 1812 §4.3.2.3
constexpr std::size_t kLargestError6 = 1280;  // RFC 4443 §2.4 (c)

std::uint16_t get16(Bytes b, std::size_t at) {
    return static_cast<std::uint16_t>(b[at] << 8 | b[at + 1]);
}
void put16(std::uint8_t* p, std::size_t value) {
    p[0] = static_cast<std::uint8_t>(value >> 8);
    p[1] = static_cast<std::uint8_t>(value);
}
void put32(std::uint8_t* p, std::uint32_t value) {
    put16(p, value >> 16);
    put16(p + 2, value & 0xffff);
}
std::uint32_t get32(Bytes b, std::size_t at) {
    return static_cast<std::uint32_t>(get16(b, at)) << 16 | get16(b, at + 2);
}

// Sums in machine order, 8 bytes at a time: one's complement addition does not mind (RFC 1071 §2
// B).
std::uint64_t sum(Bytes b, std::uint64_t start = 0) {
    std::uint64_t total = start;
    std::size_t i = 0;
    for (; i + 4 <= b.size(); i += 4) {
        std::uint32_t word = 0;
        std::memcpy(&word, b.data() + i, sizeof word);
        total += word;
    }
    if (i < b.size()) {
        std::uint32_t word = 0;
        std::memcpy(&word, b.data() + i, b.size() - i);
        total += word;
    }
    return total;
}
std::uint16_t fold(std::uint64_t total) {
    while (total >> 16 != 0) total = (total & 0xffff) + (total >> 16);
    const auto machine = static_cast<std::uint16_t>(~total);
    std::uint8_t raw[2];
    std::memcpy(raw, &machine, sizeof raw);
    return static_cast<std::uint16_t>(raw[0] << 8 | raw[1]);
}

Bytes address_bytes(const IpAddress& a) {
    return {a.bytes.data(), a.family == Family::ipv4 ? std::size_t{4} : std::size_t{16}};
}

bool is_ipv4(Bytes packet) { return packet[0] >> 4 == 4; }

// Makes room for IP header and transport, writes the header, returns where the transport goes.
std::uint8_t* begin(Buffer& out, const IpAddress& from, const IpAddress& to, std::uint8_t protocol,
                    std::uint8_t ttl, std::size_t transport) {
    if (from.family == Family::ipv4) {
        out.resize(kIpv4Header + transport);
        std::uint8_t* p = out.data();
        std::memset(p, 0, kIpv4Header);
        p[0] = 0x45;
        put16(p + 2, out.size());
        p[8] = ttl;
        p[9] = protocol;
        std::memcpy(p + 12, from.bytes.data(), 4);
        std::memcpy(p + 16, to.bytes.data(), 4);
        put16(p + 10, fold(sum({p, kIpv4Header})));
        return p + kIpv4Header;
    }
    out.resize(kIpv6Header + transport);
    std::uint8_t* p = out.data();
    std::memset(p, 0, kIpv6Header);
    p[0] = 0x60;
    put16(p + 4, transport);
    p[6] = protocol;
    p[7] = ttl;
    std::memcpy(p + 8, from.bytes.data(), 16);
    std::memcpy(p + 24, to.bytes.data(), 16);
    return p + kIpv6Header;
}

// RFC 4443 and RFC 768 sum a pseudo header; ICMPv4 does not.
void seal(std::uint8_t* transport, std::size_t size, std::size_t checksum_at, const IpAddress& from,
          const IpAddress& to, std::uint8_t protocol) {
    put16(transport + checksum_at, 0);
    auto value = transport_checksum(from, to, protocol, {transport, size});
    if (protocol == kUdp && value == 0) value = 0xffff;
    put16(transport + checksum_at, value);
}

bool checksum_is_right(const PacketView& v) {
    switch (v.protocol) {
        case kIcmp:
        case kIcmp6:
            return v.transport.size() >= kIcmpHeader &&
                   transport_checksum(v.source, v.destination, v.protocol, v.transport) == 0;
        case kUdp:
            if (v.transport.size() < kUdpHeader) return false;
            if (get16(v.transport, 6) == 0) return v.source.family == Family::ipv4;
            return transport_checksum(v.source, v.destination, v.protocol, v.transport) == 0;
        case kTcp:
            return v.transport.size() >= kTcpHeader &&
                   transport_checksum(v.source, v.destination, v.protocol, v.transport) == 0;
        default:
            return true;
    }
}

std::optional<PacketView> parse4(Bytes b) {
    if (b.size() < kIpv4Header) return std::nullopt;
    const std::size_t header = std::size_t{4} * (b[0] & 0x0f);
    const std::size_t total = get16(b, 2);
    if (header < kIpv4Header || total < header || total > b.size()) return std::nullopt;
    if (fold(sum(b.first(header))) != 0) return std::nullopt;
    PacketView v;
    std::copy_n(b.begin() + 12, 4, v.source.bytes.begin());
    std::copy_n(b.begin() + 16, 4, v.destination.bytes.begin());
    v.ttl = b[8];
    v.protocol = b[9];
    const auto flags = get16(b, 6);
    v.dont_fragment = (flags & 0x4000) != 0;
    v.fragment = (flags & 0x3fff) != 0;
    v.whole = b.first(total);
    v.transport = v.whole.subspan(header);
    return v;
}

std::optional<PacketView> parse6(Bytes b) {
    if (b.size() < kIpv6Header) return std::nullopt;
    const std::size_t payload = get16(b, 4);
    if (kIpv6Header + payload > b.size()) return std::nullopt;
    PacketView v;
    v.source.family = v.destination.family = Family::ipv6;
    std::copy_n(b.begin() + 8, 16, v.source.bytes.begin());
    std::copy_n(b.begin() + 24, 16, v.destination.bytes.begin());
    v.ttl = b[7];
    v.protocol = b[6];
    v.fragment = v.protocol == 44;
    v.whole = b.first(kIpv6Header + payload);
    v.transport = v.whole.subspan(kIpv6Header);
    return v;
}

}  // namespace

std::uint16_t transport_checksum(const IpAddress& from, const IpAddress& to, std::uint8_t protocol,
                                 Bytes transport) {
    std::uint64_t total = 0;
    if (protocol != kIcmp) {
        std::uint8_t tail[8]{};
        put32(tail, static_cast<std::uint32_t>(transport.size()));
        tail[7] = protocol;
        total = sum(tail, sum(address_bytes(from), sum(address_bytes(to))));
    }
    return fold(sum(transport, total));
}

bool PacketView::is_echo_request() const {
    return !fragment &&
           ((protocol == kIcmp && transport[0] == kEchoRequest && transport[1] == 0) ||
            (protocol == kIcmp6 && transport[0] == kEchoRequest6 && transport[1] == 0));
}
std::uint16_t PacketView::echo_identifier() const { return get16(transport, 4); }
std::uint16_t PacketView::echo_sequence() const { return get16(transport, 6); }

std::uint64_t PacketView::flow() const {
    std::uint64_t h = std::hash<IpAddress>{}(source)*31 + std::hash<IpAddress>{}(destination);
    const bool icmp = protocol == kIcmp || protocol == kIcmp6;
    const auto key = transport.first(std::min<std::size_t>(transport.size(), icmp ? 6 : 4));
    for (auto byte : key) h = (h ^ byte) * 1099511628211ULL;
    h ^= protocol;
    return h ^ h >> 29;
}

std::optional<PacketView> parse_packet(Bytes bytes) {
    if (bytes.empty()) return std::nullopt;
    auto view = is_ipv4(bytes) ? parse4(bytes) : bytes[0] >> 4 == 6 ? parse6(bytes) : std::nullopt;
    if (view && !view->fragment && !checksum_is_right(*view)) return std::nullopt;
    return view;
}

void make_echo_reply(Buffer& out, const PacketView& request, std::uint8_t ttl) {
    const auto size = request.transport.size();
    auto* p = begin(out, request.destination, request.source, request.protocol, ttl, size);
    std::memcpy(p, request.transport.data(), size);
    p[0] = request.protocol == kIcmp ? kEchoReply : kEchoReply6;
    seal(p, size, 2, request.destination, request.source, request.protocol);
}

void make_icmp_error(Buffer& out, const PacketView& request, const IpAddress& from,
                     const IcmpError& error, std::uint8_t ttl) {
    const bool v4 = from.family == Family::ipv4;
    const auto header = request.whole.size() - request.transport.size();
    const auto most = v4 ? kLargestError4 - kIpv4Header : kLargestError6 - kIpv6Header;
    auto quoted = most - kIcmpHeader;
    if (error.quote == Quote::least) quoted = header + kLeastQuote;
    quoted = std::min(quoted, request.whole.size());
    // RFC 4884 §4: with something behind it the quote is 128 bytes, filled up with zeros.
    const bool extends = !error.extensions.empty();
    if (extends) quoted = std::min(quoted, kExtendedQuote);
    const auto behind = extends ? kExtendedQuote - quoted + error.extensions.size() : 0;
    const auto size = kIcmpHeader + quoted + behind;
    const std::uint8_t protocol = v4 ? kIcmp : kIcmp6;
    auto* p = begin(out, from, request.source, protocol, ttl, size);
    std::memset(p, 0, kIcmpHeader);
    p[0] = error.type;
    p[1] = error.code;
    // RFC 1191 keeps the MTU in the lower half of these four bytes, RFC 4443 in all of them.
    put32(p + 4, error.mtu);
    auto* quote = p + kIcmpHeader;
    if (extends) {
        p[v4 ? 5 : 4] = static_cast<std::uint8_t>(kExtendedQuote / (v4 ? 4 : 8));
        std::memset(quote, 0, kExtendedQuote);
        std::copy(error.extensions.begin(), error.extensions.end(), quote + kExtendedQuote);
    }
    std::memcpy(quote, request.whole.data(), quoted);
    if (v4) {
        quote[8] = error.quoted_ttl;
        put16(quote + 10, 0);
        put16(quote + 10, fold(sum({quote, std::min(header, quoted)})));
    } else {
        quote[7] = error.quoted_ttl;
    }
    seal(p, size, 2, from, request.source, protocol);
}

void make_udp_reply(Buffer& out, const PacketView& request, Bytes payload, std::uint8_t ttl) {
    const auto size = kUdpHeader + payload.size();
    auto* p = begin(out, request.destination, request.source, kUdp, ttl, size);
    put16(p, get16(request.transport, 2));
    put16(p + 2, get16(request.transport, 0));
    put16(p + 4, size);
    std::copy(payload.begin(), payload.end(), p + kUdpHeader);
    seal(p, size, 6, request.destination, request.source, kUdp);
}

void make_tcp_reset(Buffer& out, const PacketView& request, std::uint8_t ttl) {
    constexpr std::uint8_t kFin = 0x01, kSyn = 0x02, kRst = 0x04, kAck = 0x10;
    const auto& tcp = request.transport;
    const auto flags = tcp[13];
    auto* p = begin(out, request.destination, request.source, kTcp, ttl, kTcpHeader);
    std::memset(p, 0, kTcpHeader);
    put16(p, get16(tcp, 2));
    put16(p + 2, get16(tcp, 0));
    p[12] = 5 << 4;
    // RFC 9293 §3.5.2: an acknowledged segment names the sequence number; else the whole segment is
    // acknowledged.
    if ((flags & kAck) != 0) {
        put32(p + 4, get32(tcp, 8));
        p[13] = kRst;
    } else {
        const auto data = tcp.size() - std::min(tcp.size(), std::size_t{4} * (tcp[12] >> 4));
        const auto length = data + ((flags & kSyn) != 0 ? 1 : 0) + ((flags & kFin) != 0 ? 1 : 0);
        put32(p + 8, get32(tcp, 4) + static_cast<std::uint32_t>(length));
        p[13] = kRst | kAck;
    }
    seal(p, kTcpHeader, 16, request.destination, request.source, kTcp);
}

}  // namespace traypulse::simnet
