// Packets from the network, as they are and with a right checksum; none of them knows a cookie.
#include <vector>

#include "helper/prober.h"
#include "shared/bytes.h"
#include "shared/icmp/checksum.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;
using namespace traypulse::helper;

namespace {

class Silent : public ResultSink {
    void result(ConnectionId, const protocol::ProbeResult&) override { std::abort(); }
    void ended(ConnectionId, const protocol::Ended&) override { std::abort(); }
    void extensions(ConnectionId, const protocol::Extensions&) override { std::abort(); }
};

// One request waits for 192.0.2.1; whatever comes without its cookie or its quote is not its
// answer.
void offer(const std::optional<icmp::Message>& message) {
    if (!message) return;
    fuzz::require(message->kind == icmp::Kind::reply || message->destination.has_value() ||
                  message->kind != icmp::Kind::reply);
    const MonoTime now{std::chrono::hours{1}};
    const Stamp stamp{now.time_since_epoch(), now};
    Silent sink;
    Prober prober(
        {}, {protocol::SocketKind::raw, protocol::SocketKind::raw}, 1, sink,
        [] { return 0x1122334455667788ULL; }, now);
    prober.connect(ConnectionId{1}, 1000, now);
    protocol::Start start;
    start.address = IpAddress::v4(0xc0000201);
    start.interval = start.timeout = std::chrono::seconds{1};
    prober.start(ConnectionId{1}, start, now);
    Departure due;
    fuzz::require(prober.due(now, std::span(&due, 1)) == 1);
    prober.departed(due, stamp);
    if (message->cookie == due.cookie) return;  // a lucky guess of 64 bits
    if (!message->cookie && message->destination == start.address)
        return;  // a router's short quote
    fuzz::require(!prober.received(due.path, due.key, *message, start.address, stamp.real, stamp));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::vector<std::uint8_t> packet(data, data + size);
    offer(icmp::parse_ipv4(packet));
    offer(icmp::parse_icmpv4(packet));
    offer(icmp::parse_icmpv6(packet));
    if (size >= 8) {
        // Behind the checksum there is more to see.
        const auto fix = [&](std::size_t header, std::size_t end) {
            bytes::write_be<std::uint16_t>(packet, header + 2, 0);
            const auto icmp = std::span<const std::uint8_t>(packet).subspan(header, end - header);
            bytes::write_be(std::span<std::uint8_t>(packet), header + 2, icmp::checksum(icmp));
        };
        fix(0, size);
        offer(icmp::parse_icmpv4(packet));
        const std::size_t header = (data[0] & 15U) * 4U;
        if (header >= 20 && header + 8 <= size) {
            const std::size_t total = bytes::read_be<std::uint16_t>(packet, 2);
            if (total >= header + 8 && total <= size) fix(header, total);
            offer(icmp::parse_ipv4(packet));
        }
        offer(icmp::parse_error(Family::ipv4, data[0], data[1], data[2],
                                fuzz::Bytes(packet).subspan(3)));
        offer(icmp::parse_error(Family::ipv6, data[0], data[1], data[2],
                                fuzz::Bytes(packet).subspan(3)));
    }
    return 0;
}
