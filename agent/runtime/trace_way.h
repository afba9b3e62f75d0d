// Which tracer suits what there is to send with.
#pragma once

#include <memory>

#include "agent/probes/trace.h"

namespace traypulse::runtime {

/// By echo requests where the channel in use can set the TTL in that family, else by UDP.
inline std::unique_ptr<PathTracer> make_tracer_for(uv_loop_t* loop, IcmpMux& mux,
                                                   const IpAddress& address) {
    const auto* abilities = mux.abilities();
    const bool icmp = abilities != nullptr && abilities->sets_ttl &&
                      (address.family == Family::ipv4 ? abilities->ipv4 : abilities->ipv6);
    return icmp ? make_icmp_tracer(loop, mux) : make_udp_tracer(loop);
}

}  // namespace traypulse::runtime
