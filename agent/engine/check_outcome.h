// What came of one check, of whatever kind.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/ip_address.h"
#include "shared/types.h"

namespace traypulse {

enum class CheckStatus : std::uint8_t {
    ok,            ///< answered as expected
    timeout,       ///< nothing within the timeout
    refused,       ///< nobody serves that port: TCP reset, ICMP port unreachable
    unreachable,   ///< ICMP says that there is no way there
    wrong_answer,  ///< answered, and not what was expected
    name_failed,   ///< the host's name could not be looked up: DNS's trouble, not the target's
    not_sent,      ///< this machine would not do it; local, never counted as loss
};
/// "ok", "timeout", "refused", "unreachable", "wrong_answer", "name_failed", "not_sent": the words
/// of `check --json`.
std::string_view to_string(CheckStatus);

/// How long one part of a check took: "name", "connect", "tls", "first_byte", …
struct CheckPhase {
    std::string name;
    Nanoseconds took{};
    bool operator==(const CheckPhase&) const = default;
};

/// Something learnt on the way, for a person and for `--json`: "http_status" "200".
struct CheckFact {
    std::string name;
    std::string value;
    bool operator==(const CheckFact&) const = default;
};

struct CheckOutcome {
    CheckStatus status = CheckStatus::not_sent;
    /// Why it is not ok, in words that stand behind "is down: ": "connection refused",
    /// "HTTP 503 where 2xx was expected". Empty while ok.
    std::string reason;
    /// Well, but a person should know: "the certificate expires in 9 days". The target is degraded.
    std::string warning;
    Nanoseconds took{};              ///< of the answer, from the first packet to it; 0 without one
    IpAddress address;               ///< that was asked; unspecified before it is known
    std::vector<CheckPhase> phases;  ///< in the order in which they came
    std::vector<CheckFact> facts;
    int error = 0;  ///< errno, not_sent only; 0 where there is none
};

}  // namespace traypulse
