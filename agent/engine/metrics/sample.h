// What the metrics are made from: one outcome of one request.
#pragma once

#include "shared/protocol.h"
#include "shared/types.h"

namespace traypulse::metrics {

enum class Fate : std::uint8_t {
    answered,
    lost,       ///< no good answer within the timeout: lost after RFC 6673 §4.2
    not_sent,   ///< this machine would not send: no request, and no loss
    late,       ///< an answer to a request that was lost already; it stays lost
    duplicate,  ///< one more answer to an answered request
};

/// Plain value.
struct Sample {
    Instant at;  ///< when this became known; never earlier than that of the sample before
    std::uint64_t sequence = 0;  ///< of the request in its stream, which counts from 0
    Fate fate = Fate::lost;
    Rtt rtt;             ///< of the answer, or of the error; 0 where nothing came
    Ttl ttl;             ///< of the answer; 0 where it is not known
    Nanoseconds wait{};  ///< the timeout: an earlier request is decided so long after this one
};

/// ICMP errors are answers, but not of the one who was asked: lost.
[[nodiscard]] constexpr Fate fate_of(protocol::Outcome outcome) {
    switch (outcome) {
        case protocol::Outcome::reply:
            return Fate::answered;
        case protocol::Outcome::send_failed:
            return Fate::not_sent;
        case protocol::Outcome::late:
            return Fate::late;
        case protocol::Outcome::duplicate:
            return Fate::duplicate;
        case protocol::Outcome::timeout:
        case protocol::Outcome::unreachable:
        case protocol::Outcome::ttl_exceeded:
        case protocol::Outcome::too_big:
            break;
    }
    return Fate::lost;
}

}  // namespace traypulse::metrics
