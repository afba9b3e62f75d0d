// One outcome of one request, as it is remembered.
#pragma once

#include <cstdint>
#include <string_view>

#include "agent/engine/check_outcome.h"
#include "shared/ip_address.h"
#include "shared/protocol.h"
#include "shared/types.h"

namespace traypulse::store {

/// Outcomes of echo requests and of the other checks. The numbers stand in files: never changed,
/// only added to.
enum class Outcome : std::uint8_t {
    answered = 1,  ///< as expected
    timeout = 2,
    unreachable = 3,
    ttl_exceeded = 4,
    too_big = 5,
    not_sent = 6,   ///< this machine would not send: no request, no loss
    late = 7,       ///< an answer after the timeout, to a request that has its own sample already
    duplicate = 8,  ///< a further answer to an answered request
    refused = 9,
    wrong_answer = 10,
    name_failed = 11,  ///< the name could not be looked up: DNS's trouble, no loss of the target
};
inline constexpr std::uint8_t kLastOutcome = 11;
/// The words of the view `samples`: "answered", "timeout", …
std::string_view to_string(Outcome outcome);
Outcome outcome_of(protocol::Outcome outcome);
Outcome outcome_of(CheckStatus status);

/// What an outcome counts as: the rules of metrics::Fate.
[[nodiscard]] constexpr bool is_lost(Outcome o) {
    return o != Outcome::answered && o != Outcome::not_sent && o != Outcome::late &&
           o != Outcome::duplicate && o != Outcome::name_failed;
}
/// A request went out and has come to its end.
[[nodiscard]] constexpr bool is_sent(Outcome o) { return o == Outcome::answered || is_lost(o); }

/// Plain value.
struct Sample {
    TargetId target;
    WallTime time;  ///< when the request was sent
    Outcome outcome = Outcome::timeout;
    Ttl ttl;              ///< of the answer; 0: not known
    Rtt rtt;              ///< of the answer or of the error; 0 where nothing came
    IpAddress responder;  ///< unspecified where nobody answered
    bool operator==(const Sample&) const = default;
};

}  // namespace traypulse::store
