// What /usr/bin/ping printed (iputils, LC_ALL=C, -n -c 1) as one outcome. Pure.
#pragma once

#include <string_view>

#include "shared/protocol.h"

namespace traypulse {

/// Reads the output of one `ping -n -c 1`. Fills outcome, rtt, responder, ttl, ICMP type and code,
/// mtu or error; probe, sequence and sent_at are the caller's. Anything that is not understood is
/// send_failed with EPROTO: never a loss, because it says nothing about the target.
protocol::ProbeResult parse_ping_output(std::string_view out, std::string_view err,
                                        int exit_status);

}  // namespace traypulse
