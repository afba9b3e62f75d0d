// What agent and helper say to each other. PROTOCOL.md beside this file specifies the bytes;
// codec.h turns these values into frames and back.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>

#include "shared/ip_address.h"
#include "shared/types.h"

namespace traypulse::protocol {

/// "TPLS" in little-endian: tells a stray program from an old client.
inline constexpr std::uint32_t kMagic = 0x534c5054;
/// Raised when an old reader would misread; both sides must speak the same.
inline constexpr std::uint16_t kVersion = 1;

/// What became of one echo request. Exactly one of the final outcomes is reported for each request;
/// late and duplicate are further events about a request that already has one.
enum class Outcome : std::uint8_t {
    reply = 1,    ///< final: echo reply within the timeout
    timeout = 2,  ///< final: nothing within the timeout (RFC 6673 loss)
    unreachable =
        3,  ///< final: ICMP destination unreachable quoting our request; type and code say which
    ttl_exceeded = 4,  ///< final: ICMP time exceeded quoting our request
    too_big = 5,       ///< final: packet too big, `mtu` says what fits (0: the router did not say)
    send_failed = 6,   ///< final: the kernel refused to send; `error` is the errno. Local, never
                       ///< counted as loss
    late = 7,          ///< event: a reply after the timeout; rtt is true
    duplicate = 8,     ///< event: a further reply to an answered request
};
[[nodiscard]] constexpr bool is_final(Outcome o) {
    return o != Outcome::late && o != Outcome::duplicate;
}

/// How the helper's sockets were opened.
enum class SocketKind : std::uint8_t { none = 0, raw = 1, datagram = 2 };

/// Bits of Welcome::abilities.
enum Ability : std::uint32_t {
    kAbilityIpv4 = 1U << 0,
    kAbilityIpv6 = 1U << 1,
    kAbilityTransmitTimestamps = 1U << 2,  ///< kernel stamps both ways
};

/// Bits of Hello::features and Welcome::features: what that side understands. Unknown bits are
/// ignored; what a bit stands for is used only where the other side has said it.
enum Feature : std::uint64_t {
    kFeatureFlow = 1U << 0,        ///< the helper: Start::flow may be other than 0
    kFeatureExtensions = 1U << 1,  ///< the client: wants Extensions; the helper: sends them
};
inline constexpr std::uint64_t kFeatures = kFeatureFlow | kFeatureExtensions;

// ---- client → helper ----
struct Hello {
    std::uint32_t magic = kMagic;
    std::uint16_t version = kVersion;
    std::uint64_t features = 0;  ///< Feature
    bool operator==(const Hello&) const = default;
};

/// Starts a stream of echo requests. A probe id may be used again after its Ended.
struct Start {
    ProbeId probe;
    IpAddress address;
    Nanoseconds interval{};   ///< between two requests; ignored when count is 1
    std::uint32_t count = 0;  ///< 0: until stopped
    Nanoseconds timeout{};    ///< after which a request counts as lost
    std::uint16_t payload_size =
        56;     ///< bytes behind the ICMP header; at least 16 are sent (the cookie)
    Ttl ttl{};  ///< 0: the system's default
    bool dont_fragment = false;
    std::uint8_t dscp = 0;  ///< 0–63, RFC 2474
    /// Not 0: all requests of this flow have one ICMP identifier and one checksum, so that routers
    /// which balance by them send all of them the same way (Paris traceroute). Other numbers are
    /// other flows.
    std::uint16_t flow = 0;
    bool operator==(const Start&) const = default;
};

struct Stop {
    ProbeId probe;
    bool operator==(const Stop&) const = default;
};

// ---- helper → client ----
/// The answer to Hello: how the helper runs and what it allows this client.
struct Welcome {
    std::uint16_t version = kVersion;
    std::uint64_t features = 0;  ///< Feature
    SocketKind ipv4 = SocketKind::none;
    SocketKind ipv6 = SocketKind::none;
    std::uint32_t abilities = 0;
    Nanoseconds least_interval{};
    Nanoseconds longest_timeout{};
    std::uint16_t largest_payload = 0;
    std::uint32_t most_probes = 0;         ///< streams at once, per uid
    std::uint32_t packets_per_second = 0;  ///< per uid
    bool operator==(const Welcome&) const = default;
};

/// One outcome of one request.
struct ProbeResult {
    ProbeId probe;
    Sequence sequence;
    Outcome outcome = Outcome::timeout;
    WallTime sent_at;     ///< CLOCK_REALTIME of the send (for people, never for judging)
    Rtt rtt;              ///< reply, late, duplicate and ICMP errors; else 0
    IpAddress responder;  ///< who answered; unspecified where nobody did
    Ttl ttl;              ///< of the answer
    std::uint8_t icmp_type = 0;
    std::uint8_t icmp_code = 0;
    std::uint32_t mtu = 0;    ///< too_big only
    std::uint32_t error = 0;  ///< errno, send_failed only
    bool operator==(const ProbeResult&) const = default;
};

/// All that an IPv4 router can add to an ICMP error of 576 bytes (RFC 1812 §4.3.2.3) that quotes
/// the least which RFC 4884 asks for, and a margin.
inline constexpr std::size_t kMostExtensions = 432;
/// What the router added to the ICMP error of the Result that follows: the extension structure of
/// RFC 4884 §7 as it came, checked by nobody yet. Longer ones are left out.
struct Extensions {
    ProbeId probe;
    Sequence sequence;
    std::uint16_t size = 0;  ///< of `bytes`; the rest of them is 0
    std::array<std::uint8_t, kMostExtensions> bytes{};
    bool operator==(const Extensions&) const = default;
};

enum class EndReason : std::uint8_t { count_reached = 1, stopped = 2 };
/// The last word about a stream: every request of it has had its final outcome (or it was stopped).
struct Ended {
    ProbeId probe;
    EndReason reason = EndReason::count_reached;
    bool operator==(const Ended&) const = default;
};

enum class RejectReason : std::uint16_t {
    interval_too_short = 1,    ///< asked, allowed: ns
    payload_too_large = 2,     ///< asked, allowed: bytes
    too_many_probes = 3,       ///< asked, allowed: streams
    address_not_allowed = 4,   ///< multicast, broadcast, unspecified
    family_unavailable = 5,    ///< no socket of that family
    timeout_out_of_range = 6,  ///< asked, allowed: ns
    probe_in_use = 7,          ///< that id still runs
    ttl_unavailable = 8,       ///< the socket kind can't do it
    rate_too_high = 9,         ///< asked, allowed: packets a second
};
/// A Start that the helper will not do. The connection goes on.
struct Rejected {
    ProbeId probe;
    RejectReason reason = RejectReason::address_not_allowed;
    std::uint64_t asked = 0;
    std::uint64_t allowed = 0;
    bool operator==(const Rejected&) const = default;
};

/// So many results were dropped since the last frame because this client read too slowly.
struct Missed {
    std::uint64_t results = 0;
    bool operator==(const Missed&) const = default;
};

/// So many received packets were dropped by the kernel (SO_RXQ_OVFL): what looks like loss may be
/// local.
struct LocalDrops {
    std::uint64_t packets = 0;
    bool operator==(const LocalDrops&) const = default;
};

enum class GoodbyeReason : std::uint16_t {
    version_mismatch = 1,  ///< `detail`: the helper's version
    malformed = 2,         ///< a frame that can't be decoded or out of place
    hello_timeout = 3,
    too_many_connections = 4,
    not_allowed = 5,  ///< this uid may not connect
    not_reading = 6,
    shutting_down = 7,
};
/// The helper is about to close this connection.
struct Goodbye {
    GoodbyeReason reason = GoodbyeReason::shutting_down;
    std::uint64_t detail = 0;
    bool operator==(const Goodbye&) const = default;
};

using ClientMessage = std::variant<Hello, Start, Stop>;
using HelperMessage =
    std::variant<Welcome, ProbeResult, Ended, Rejected, Missed, LocalDrops, Goodbye, Extensions>;

}  // namespace traypulse::protocol
