// A traceroute: asks all distances at once and gathers what comes back.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>

#include "agent/engine/path_trace.h"
#include "agent/probes/icmp_mux.h"
#include "shared/result.h"

namespace traypulse {

struct TraceRequest {
    IpAddress address;
    std::uint32_t probes = 3;  ///< of each hop and flow
    std::uint8_t most_hops = kMostHops;
    /// So many different flows, to see the equal-cost paths; numbered from `first_flow`.
    std::uint16_t flows = 1;
    std::uint16_t first_flow = 1;
    Nanoseconds timeout = std::chrono::seconds(1);
};

enum class TraceMethod : std::uint8_t { icmp, udp };

/// Loop thread only. One use: start() once. Destroying it ends it.
class PathTracer {
 public:
    /// The trace; an error where nothing can be sent (any more).
    using Done = std::function<void(Result<PathTrace>)>;
    virtual ~PathTracer() = default;
    PathTracer() = default;
    PathTracer(const PathTracer&) = delete;
    PathTracer& operator=(const PathTracer&) = delete;
    /// `done` follows once, never from inside start(); it may destroy this.
    virtual void start(const TraceRequest& request, Done done) = 0;
};

/// By echo requests over a channel that sets the TTL. Without ChannelAbilities::flows routers that
/// balance by the checksum may send each request another way.
std::unique_ptr<PathTracer> make_icmp_tracer(uv_loop_t* loop, IcmpMux& mux);
/// By UDP to ports of traceroute(8) from sockets of our own, which need no privilege.
std::unique_ptr<PathTracer> make_udp_tracer(uv_loop_t* loop);

}  // namespace traypulse
