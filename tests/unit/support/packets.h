// Requests as a kernel sends them, and what is needed to look at answers. For the tests of the
// simulated network.
#pragma once

#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/simnet/packet.h"
#include "tests/support/simnet/world.h"

namespace traypulse::simnet {

inline IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

/// An IP packet around a transport whose checksum (at `checksum_at`) is filled in.
inline Buffer packet(std::string_view from, std::string_view to, std::uint8_t protocol,
                     Buffer transport, std::size_t checksum_at, std::uint8_t ttl = 64,
                     bool dont_fragment = true) {
    const auto source = ip(from);
    const auto destination = ip(to);
    const auto sum = transport_checksum(source, destination, protocol, transport);
    transport[checksum_at] = static_cast<std::uint8_t>(sum >> 8);
    transport[checksum_at + 1] = static_cast<std::uint8_t>(sum);
    const bool v4 = source.family == Family::ipv4;
    Buffer out(v4 ? 20 : 40, 0);
    const auto size = transport.size() + (v4 ? 20 : 0);
    if (v4) {
        out[0] = 0x45;
        out[2] = static_cast<std::uint8_t>(size >> 8);
        out[3] = static_cast<std::uint8_t>(size);
        out[6] = dont_fragment ? 0x40 : 0;
        out[8] = ttl;
        out[9] = protocol;
        std::copy_n(source.bytes.begin(), 4, out.begin() + 12);
        std::copy_n(destination.bytes.begin(), 4, out.begin() + 16);
        // The sum of ICMPv4 has no pseudo header, so it serves for the IP header too.
        const auto header = transport_checksum(source, destination, kIcmp, out);
        out[10] = static_cast<std::uint8_t>(header >> 8);
        out[11] = static_cast<std::uint8_t>(header);
    } else {
        out[0] = 0x60;
        out[4] = static_cast<std::uint8_t>(size >> 8);
        out[5] = static_cast<std::uint8_t>(size);
        out[6] = protocol;
        out[7] = ttl;
        std::copy_n(source.bytes.begin(), 16, out.begin() + 8);
        std::copy_n(destination.bytes.begin(), 16, out.begin() + 24);
    }
    out.insert(out.end(), transport.begin(), transport.end());
    return out;
}

/// An echo request from 10.99.0.2 or fd99::2; identifier 0x1234.
inline Buffer echo(std::string_view to, std::uint16_t sequence = 1, std::uint8_t ttl = 64,
                   std::size_t payload = 56, bool dont_fragment = true) {
    const bool v4 = ip(to).family == Family::ipv4;
    Buffer icmp(8 + payload, 0);
    icmp[0] = v4 ? kEchoRequest : kEchoRequest6;
    icmp[4] = 0x12;
    icmp[5] = 0x34;
    icmp[6] = static_cast<std::uint8_t>(sequence >> 8);
    icmp[7] = static_cast<std::uint8_t>(sequence);
    for (std::size_t i = 0; i < payload; ++i) icmp[8 + i] = static_cast<std::uint8_t>(i);
    return packet(v4 ? "10.99.0.2" : "fd99::2", to, v4 ? kIcmp : kIcmp6, icmp, 2, ttl,
                  dont_fragment);
}

inline Buffer udp(std::string_view to, std::uint16_t port, const Buffer& payload,
                  std::uint8_t ttl = 64) {
    const bool v4 = ip(to).family == Family::ipv4;
    const auto size = 8 + payload.size();
    Buffer out{0xc0,
               0x01,
               static_cast<std::uint8_t>(port >> 8),
               static_cast<std::uint8_t>(port),
               static_cast<std::uint8_t>(size >> 8),
               static_cast<std::uint8_t>(size),
               0,
               0};
    out.insert(out.end(), payload.begin(), payload.end());
    return packet(v4 ? "10.99.0.2" : "fd99::2", to, kUdp, out, 6, ttl);
}

/// What a world sent, parsed again: a wrong checksum would make this fail.
struct Answer {
    MonoTime due;
    Buffer bytes;
    std::optional<PacketView> view;
    std::optional<EchoNote> note;

    [[nodiscard]] std::string from() const { return view ? view->source.text() : "broken"; }
    [[nodiscard]] int type() const { return view ? view->transport[0] : -1; }
    [[nodiscard]] int code() const { return view ? view->transport[1] : -1; }
    [[nodiscard]] Bytes quoted() const { return view->transport.subspan(8); }
    [[nodiscard]] std::uint32_t mtu() const {
        return static_cast<std::uint32_t>(view->transport[6] << 8 | view->transport[7]);
    }
};

/// Everything that waits, in the order in which it comes.
inline std::vector<Answer> answers(World& world) {
    std::vector<Answer> out;
    while (const auto due = world.next_deadline())
        world.deliver(*due, 1, [&](Bytes bytes, const std::optional<EchoNote>& note) {
            out.push_back({*due, Buffer(bytes.begin(), bytes.end()), {}, note});
        });
    for (auto& answer : out) answer.view = parse_packet(answer.bytes);
    return out;
}
inline std::vector<Answer> ask(World& world, const Buffer& request, MonoTime now = {}) {
    world.receive(request, now);
    return answers(world);
}

}  // namespace traypulse::simnet
