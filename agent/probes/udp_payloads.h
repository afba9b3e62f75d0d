// What a UDP check sends and how it judges what comes back: ready requests of known protocols.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/engine/check_outcome.h"

namespace traypulse {

using Octets = std::span<const std::uint8_t>;

/// One datagram that came back.
struct ReplyVerdict {
    enum class Kind : std::uint8_t {
        good,     ///< the answer
        ignored,  ///< an answer to another question (late, or forged): the wait goes on
        wrong,    ///< no answer as the protocol has it
    };
    Kind kind = Kind::good;
    std::string reason;  ///< wrong only
    std::vector<CheckFact> facts;
};

/// One question and the judge of its answers.
struct UdpExchange {
    std::string request;
    std::function<ReplyVerdict(Octets)> judge;
};

/// A fresh request for `payload` (CheckOptions::payload):
/// "@dns", "@ntp", "@stun": a ready one, with an id of its own;
/// empty: the ready one of port 53, 123 or 3478, and an empty datagram on any other port, which few
/// services answer;
/// else these bytes, and any answer is good.
UdpExchange make_udp_exchange(std::string_view payload, std::uint16_t port);

/// RFC 1035: asks for the name servers of the root, which every kind of name server has a word on.
/// Any response to it is good, "REFUSED" too: it is the service that is checked, dns:// checks its
/// answers. Fact "rcode".
ReplyVerdict judge_dns_reply(Octets reply, std::uint16_t id);

/// RFC 5905 mode 4 whose origin is the time stamp that we sent (random, so that it tells
/// nobody this clock). Wrong: a kiss of death, a clock that is not
/// synchronised. Facts "stratum", "reference".
ReplyVerdict judge_ntp_reply(Octets reply, std::uint64_t sent);

using StunTransaction = std::array<std::uint8_t, 12>;
/// RFC 8489 Binding success response. Fact "mapped_address", "192.0.2.1:40000".
ReplyVerdict judge_stun_reply(Octets reply, const StunTransaction& sent);

}  // namespace traypulse
