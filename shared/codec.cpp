#include "shared/codec.h"

#include <algorithm>

#include "shared/bytes.h"
#include "shared/frame_fields.h"

namespace traypulse::protocol {
namespace {

enum FrameType : std::uint16_t {
    kHello = 1,
    kStart = 2,
    kStop = 3,
    kWelcome = 129,
    kResult = 130,
    kEnded = 131,
    kRejected = 132,
    kMissed = 133,
    kLocalDrops = 134,
    kGoodbye = 135,
    kExtensions = 136,
};

// Bodies as PROTOCOL.md lays them out.
constexpr std::size_t kHelloBody = 16;
constexpr std::size_t kStartBody = 56;
constexpr std::size_t kStopBody = 4;
constexpr std::size_t kWelcomeBody = 48;
constexpr std::size_t kResultBody = 64;
constexpr std::size_t kEndedBody = 8;
constexpr std::size_t kRejectedBody = 24;
constexpr std::size_t kMissedBody = 8;
constexpr std::size_t kLocalDropsBody = 8;
constexpr std::size_t kGoodbyeBody = 16;
constexpr std::size_t kExtensionsBody = 12 + kMostExtensions;
static_assert(kFrameHeader + kExtensionsBody <= kMaxFrame);

constexpr std::uint8_t kFlagDontFragment = 1;
constexpr std::uint8_t kLargestDscp = 63;

// ---- client → helper ----

void write(const Hello& m, std::vector<std::uint8_t>& out) {
    Writer w(out, kHello, kHelloBody);
    w.u32(m.magic);
    w.u16(m.version);
    w.reserved(2);
    w.u64(m.features);
}
void read(Reader& r, Hello& m) {
    m.magic = r.u32();
    r.check(m.magic == kMagic, "the hello does not begin with the magic number");
    m.version = r.u16();
    r.reserved(2);
    m.features = r.u64();
}

void write(const Start& m, std::vector<std::uint8_t>& out) {
    Writer w(out, kStart, kStartBody);
    w.u32(m.probe.value);
    w.u32(m.count);
    w.ns(m.interval);
    w.ns(m.timeout);
    w.address(m.address);
    w.u16(m.payload_size);
    w.u8(m.ttl.value);
    w.u8(m.dscp);
    w.u8(m.dont_fragment ? kFlagDontFragment : 0);
    w.reserved(1);
    w.u16(m.flow);
}
void read(Reader& r, Start& m) {
    m.probe = ProbeId{r.u32()};
    m.count = r.u32();
    m.interval = r.ns();
    m.timeout = r.ns();
    m.address = r.address();
    m.payload_size = r.u16();
    m.ttl = Ttl{r.u8()};
    m.dscp = r.u8();
    r.check(m.dscp <= kLargestDscp, "a DSCP is above 63");
    const auto flags = r.u8();
    r.check((flags & ~kFlagDontFragment) == 0, "a start has unknown flags");
    m.dont_fragment = (flags & kFlagDontFragment) != 0;
    r.reserved(1);
    m.flow = r.u16();
}

void write(const Stop& m, std::vector<std::uint8_t>& out) {
    Writer(out, kStop, kStopBody).u32(m.probe.value);
}
void read(Reader& r, Stop& m) { m.probe = ProbeId{r.u32()}; }

// ---- helper → client ----

void write(const Welcome& m, std::vector<std::uint8_t>& out) {
    Writer w(out, kWelcome, kWelcomeBody);
    w.u16(m.version);
    w.u8(static_cast<std::uint8_t>(m.ipv4));
    w.u8(static_cast<std::uint8_t>(m.ipv6));
    w.u32(m.abilities);
    w.u64(m.features);
    w.ns(m.least_interval);
    w.ns(m.longest_timeout);
    w.u32(m.most_probes);
    w.u32(m.packets_per_second);
    w.u16(m.largest_payload);
    w.reserved(6);
}
void read(Reader& r, Welcome& m) {
    m.version = r.u16();
    m.ipv4 = r.enumeration(SocketKind::none, SocketKind::datagram, "unknown kind of socket");
    m.ipv6 = r.enumeration(SocketKind::none, SocketKind::datagram, "unknown kind of socket");
    m.abilities = r.u32();
    m.features = r.u64();
    m.least_interval = r.ns();
    m.longest_timeout = r.ns();
    m.most_probes = r.u32();
    m.packets_per_second = r.u32();
    m.largest_payload = r.u16();
    r.reserved(6);
}

void write(const ProbeResult& m, std::vector<std::uint8_t>& out) {
    Writer w(out, kResult, kResultBody);
    w.u32(m.probe.value);
    w.u32(m.sequence.value);
    w.u64(static_cast<std::uint64_t>(m.sent_at.time_since_epoch().count()));
    w.ns(m.rtt.value);
    w.address(m.responder);
    w.u32(m.mtu);
    w.u32(m.error);
    w.u8(static_cast<std::uint8_t>(m.outcome));
    w.u8(m.ttl.value);
    w.u8(m.icmp_type);
    w.u8(m.icmp_code);
    w.reserved(4);
}
void read(Reader& r, ProbeResult& m) {
    m.probe = ProbeId{r.u32()};
    m.sequence = Sequence{r.u32()};
    m.sent_at = WallTime{std::chrono::microseconds{static_cast<std::int64_t>(r.u64())}};
    m.rtt = Rtt{r.ns()};
    m.responder = r.address();
    m.mtu = r.u32();
    m.error = r.u32();
    m.outcome = r.enumeration(Outcome::reply, Outcome::duplicate, "unknown outcome");
    m.ttl = Ttl{r.u8()};
    m.icmp_type = r.u8();
    m.icmp_code = r.u8();
    r.reserved(4);
}

void write(const Ended& m, std::vector<std::uint8_t>& out) {
    Writer w(out, kEnded, kEndedBody);
    w.u32(m.probe.value);
    w.u8(static_cast<std::uint8_t>(m.reason));
    w.reserved(3);
}
void read(Reader& r, Ended& m) {
    m.probe = ProbeId{r.u32()};
    m.reason =
        r.enumeration(EndReason::count_reached, EndReason::stopped, "unknown reason of an end");
    r.reserved(3);
}

void write(const Rejected& m, std::vector<std::uint8_t>& out) {
    Writer w(out, kRejected, kRejectedBody);
    w.u32(m.probe.value);
    w.u16(static_cast<std::uint16_t>(m.reason));
    w.reserved(2);
    w.u64(m.asked);
    w.u64(m.allowed);
}
void read(Reader& r, Rejected& m) {
    m.probe = ProbeId{r.u32()};
    m.reason = r.enumeration(RejectReason::interval_too_short, RejectReason::rate_too_high,
                             "unknown reason of a rejection");
    r.reserved(2);
    m.asked = r.u64();
    m.allowed = r.u64();
}

void write(const Missed& m, std::vector<std::uint8_t>& out) {
    Writer(out, kMissed, kMissedBody).u64(m.results);
}
void read(Reader& r, Missed& m) { m.results = r.u64(); }

void write(const LocalDrops& m, std::vector<std::uint8_t>& out) {
    Writer(out, kLocalDrops, kLocalDropsBody).u64(m.packets);
}
void read(Reader& r, LocalDrops& m) { m.packets = r.u64(); }

void write(const Goodbye& m, std::vector<std::uint8_t>& out) {
    Writer w(out, kGoodbye, kGoodbyeBody);
    w.u16(static_cast<std::uint16_t>(m.reason));
    w.reserved(6);
    w.u64(m.detail);
}
void read(Reader& r, Goodbye& m) {
    m.reason = r.enumeration(GoodbyeReason::version_mismatch, GoodbyeReason::shutting_down,
                             "unknown reason of a goodbye");
    r.reserved(6);
    m.detail = r.u64();
}

void write(const Extensions& m, std::vector<std::uint8_t>& out) {
    Writer w(out, kExtensions, kExtensionsBody);
    w.u32(m.probe.value);
    w.u32(m.sequence.value);
    w.u16(m.size);
    w.reserved(2);
    w.raw(m.bytes);
}
void read(Reader& r, Extensions& m) {
    m.probe = ProbeId{r.u32()};
    m.sequence = Sequence{r.u32()};
    m.size = r.u16();
    r.check(m.size <= kMostExtensions, "extensions are larger than their frame");
    r.reserved(2);
    r.raw(m.bytes);
    const auto used = std::min<std::size_t>(m.size, kMostExtensions);
    r.check(std::all_of(m.bytes.begin() + static_cast<std::ptrdiff_t>(used), m.bytes.end(),
                        [](auto b) { return b == 0; }),
            "a byte behind extensions is not zero");
}

template <class Message, class Variant>
std::variant<Variant, DecodeError> decode_body(std::span<const std::uint8_t> body,
                                               std::size_t size) {
    if (body.size() != size) return DecodeError{"a frame has the wrong length for its type"};
    Reader reader(body);
    Message message;
    read(reader, message);
    if (!reader.fault().empty()) return DecodeError{reader.fault()};
    return Variant{message};
}

// The header's two numbers, or a fault.
std::variant<std::uint16_t, DecodeError> frame_type(std::span<const std::uint8_t> frame) {
    if (frame.size() < kFrameHeader || frame.size() > kMaxFrame ||
        bytes::read_le<std::uint16_t>(frame, 0) != frame.size())
        return DecodeError{"a frame's length is not its size"};
    return bytes::read_le<std::uint16_t>(frame, 2);
}

}  // namespace

void encode(const ClientMessage& message, std::vector<std::uint8_t>& out) {
    std::visit([&](const auto& m) { write(m, out); }, message);
}

void encode(const HelperMessage& message, std::vector<std::uint8_t>& out) {
    std::visit([&](const auto& m) { write(m, out); }, message);
}

std::variant<ClientMessage, DecodeError> decode_client(std::span<const std::uint8_t> frame) {
    const auto type = frame_type(frame);
    if (const auto* fault = std::get_if<DecodeError>(&type)) return *fault;
    const auto body = frame.subspan(kFrameHeader);
    switch (std::get<std::uint16_t>(type)) {
        case kHello:
            return decode_body<Hello, ClientMessage>(body, kHelloBody);
        case kStart:
            return decode_body<Start, ClientMessage>(body, kStartBody);
        case kStop:
            return decode_body<Stop, ClientMessage>(body, kStopBody);
        default:
            return DecodeError{"a frame is of no type that a client sends"};
    }
}

std::variant<HelperMessage, DecodeError> decode_helper(std::span<const std::uint8_t> frame) {
    const auto type = frame_type(frame);
    if (const auto* fault = std::get_if<DecodeError>(&type)) return *fault;
    const auto body = frame.subspan(kFrameHeader);
    switch (std::get<std::uint16_t>(type)) {
        case kWelcome:
            return decode_body<Welcome, HelperMessage>(body, kWelcomeBody);
        case kResult:
            return decode_body<ProbeResult, HelperMessage>(body, kResultBody);
        case kEnded:
            return decode_body<Ended, HelperMessage>(body, kEndedBody);
        case kRejected:
            return decode_body<Rejected, HelperMessage>(body, kRejectedBody);
        case kMissed:
            return decode_body<Missed, HelperMessage>(body, kMissedBody);
        case kLocalDrops:
            return decode_body<LocalDrops, HelperMessage>(body, kLocalDropsBody);
        case kGoodbye:
            return decode_body<Goodbye, HelperMessage>(body, kGoodbyeBody);
        case kExtensions:
            return decode_body<Extensions, HelperMessage>(body, kExtensionsBody);
        default:
            return DecodeError{"a frame is of no type that a helper sends"};
    }
}

}  // namespace traypulse::protocol
