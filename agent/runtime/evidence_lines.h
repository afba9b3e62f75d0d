// What was found out about an outage, as lines that can be read to a provider's support line. Pure.
#pragma once

#include <string>
#include <vector>

#include "agent/engine/check_outcome.h"
#include "agent/engine/network_facts.h"
#include "agent/engine/path_trace.h"
#include "agent/engine/snapshot.h"
#include "shared/result.h"

namespace traypulse::runtime {

/// The interface in use, whether each router is there on the local network, and the tunnels.
std::vector<Evidence> network_lines(const NetworkFacts& network, WallTime now);

/// Which way this machine would send: "through the tunnel wg0", "by the router 192.0.2.1".
/// `error`: errno of local_route_error().
Evidence route_line(const std::string& name, const IpAddress& address, int error,
                    const NetworkFacts& network, WallTime now);

/// What one resolver said to a question of the kind dns.
Evidence resolver_line(const std::string& resolver, const std::string& name,
                       const CheckOutcome& outcome, WallTime now);

/// How far packets come: "reached, 3 steps: 1 192.0.2.1 1 ms, 2 no answer, 3 198.51.100.7 12 ms".
Evidence trace_line(const std::string& name, const IpAddress& address,
                    const Result<PathTrace>& trace, WallTime now);

}  // namespace traypulse::runtime
