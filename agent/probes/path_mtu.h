// Finds the path MTU to a target, over the helper or by UDP as an ordinary user.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>

#include "agent/engine/path_mtu_search.h"
#include "agent/probes/icmp_mux.h"
#include "shared/result.h"

namespace traypulse {

/// Loop thread only. One use: start() once. Destroying it ends it.
class PathMtuProbe {
 public:
    /// The finding; an error where nothing can be sent (any more).
    using Done = std::function<void(Result<PathMtu>)>;
    virtual ~PathMtuProbe() = default;
    PathMtuProbe() = default;
    PathMtuProbe(const PathMtuProbe&) = delete;
    PathMtuProbe& operator=(const PathMtuProbe&) = delete;
    /// `done` follows once, never from inside start(); it may destroy this.
    virtual void start(const IpAddress& target, Done done) = 0;
};

/// By echo requests over a channel with dont_fragment. Finds MTUs up to what the helper sends.
std::unique_ptr<PathMtuProbe> make_icmp_mtu_probe(uv_loop_t* loop, IcmpMux& mux);
/// By UDP to a port where nobody listens: needs a target that says so.
std::unique_ptr<PathMtuProbe> make_udp_mtu_probe(uv_loop_t* loop);

}  // namespace traypulse
