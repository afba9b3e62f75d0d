// What a host or a block of hosts does with a request, and the way to it.
#pragma once

#include <optional>
#include <vector>

#include "shared/ip_address.h"
#include "shared/types.h"

namespace traypulse::simnet {

/// Gilbert–Elliott: a chain of two states that moves once a packet. Probabilities in [0, 1].
struct Burst {
    double to_bad = 0;
    double to_good = 1;
    double loss_good = 0;
    double loss_bad = 1;
};

/// Up for `on`, silent for `off`, and so on, from `since`. Both above 0.
struct Flap {
    Nanoseconds on{};
    Nanoseconds off{};
    MonoTime since;
};

/// A router on the way. Several addresses: equal-cost paths, one chosen by the flow. None: it never
/// answers.
struct Hop {
    std::vector<IpAddress> addresses;
};

enum class Jitter { uniform, normal };

/// Plain value. The default: up, at once, never lost.
struct Behaviour {
    bool up = true;
    Nanoseconds delay{};  ///< from the request's arrival to its reply's
    Nanoseconds
        jitter{};  ///< uniform: at most so much more or less; normal: the standard deviation
    Jitter distribution = Jitter::uniform;
    double loss = 0;
    std::optional<Burst> burst;
    std::optional<Flap> flap;
    double duplicate = 0;  ///< share of replies that come twice
    double reorder = 0;    ///< share of replies held back by reorder_by
    Nanoseconds reorder_by{};
    double corrupt = 0;  ///< share of replies with a wrong ICMP checksum
    /// ICMP code of "destination unreachable"; sent by unreachable_from, or the last router before
    /// the host.
    std::optional<std::uint8_t> unreachable;
    std::optional<IpAddress> unreachable_from;
    std::uint32_t mtu = 0;    ///< largest packet that the last router lets through; 0: any
    bool black_hole = false;  ///< what is above mtu vanishes without a word
    std::uint8_t ttl = 64;    ///< what the host sends its replies with; each router takes one
    std::vector<Hop> hops;    ///< routers between the first one and the host
    /// As a router: what it adds to its ICMP errors (RFC 4884), header and checksum included.
    std::vector<std::uint8_t> extensions;
    /// "Too big" without the MTU, as routers older than RFC 1191 say it.
    bool mtu_unsaid = false;
};

}  // namespace traypulse::simnet
