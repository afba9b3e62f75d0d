// Why a request failed, in words (RFC 792, RFC 4443, errno of sendmsg(2)).
#pragma once

#include <optional>
#include <string>

#include "shared/protocol.h"
#include "shared/types.h"

namespace traypulse {

/// "no answer", "host unreachable, says 192.0.2.1", "time to live exceeded at 192.0.2.9".
std::string failure_text(const protocol::ProbeResult& result);
/// The same of an ICMP unreachable, without who says so: "host unreachable".
std::string unreachable_text(Family family, std::uint8_t code);
/// A firewall's word rather than a route's: communication prohibited, RFC 1812 §5.2.7.1, RFC 4443
/// §3.1.
bool is_prohibition(Family family, std::uint8_t unreachable_code);
/// What this machine would not do: "blocked by this machine's firewall", "no route to this
/// network".
std::string local_failure_text(int error);
/// "12 % of requests lost in the last minute"; up to `better` of them: "…, lately more".
std::string loss_text(double loss, double better);
/// "median 240 ms, above 200 ms"; of one that is not any more "…, lately above 200 ms".
std::string slow_text(std::optional<Rtt> median, Nanoseconds limit);
/// "answers take 180 ms, usually 20 ms here"; not `still`: "answers take 20 ms, lately far longer".
std::string unusual_text(std::optional<Rtt> median, Rtt usual, bool still);
/// "answers vary by 45 ms, above 30 ms"; of ones that do not any more "…, lately above 30 ms".
std::string jitter_text(std::optional<Nanoseconds> jitter, Nanoseconds limit);

}  // namespace traypulse
