// The first routers on the way out, looked at while all is well, so that an outage can be told from
// how it was before.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/engine/network_facts.h"
#include "agent/probes/icmp_mux.h"
#include "agent/probes/trace.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {

struct FirstHopsOptions {
    /// After joining a network: addresses, DHCP and the VPN come one after the other.
    std::chrono::milliseconds settle = std::chrono::seconds(30);
    /// Providers change their first routers by the month; this is six packets each half hour.
    std::chrono::milliseconds every = std::chrono::minutes(30);
};

/// So many: one's own router, the provider's access and its backbone.
inline constexpr std::uint8_t kFirstHops = 6;

/// Loop thread only.
class FirstHops {
 public:
    /// An address beyond the provider, while everything is up, nothing is suspected, nothing is
    /// slowed down; nullopt: not now.
    using Calm = std::function<std::optional<IpAddress>()>;
    /// Text of addresses in order; empty where one was silent.
    using Found = std::function<void(std::vector<std::string>)>;
    FirstHops(uv_loop_t* loop, IcmpMux& mux, Calm calm, Found found, FirstHopsOptions options = {});

    /// The present network. Another one than before is traced as soon as it has settled.
    void set_network(const NetworkFacts& network);
    /// Awake again, or something is suspected: a trace that is under way says nothing any more.
    void interrupt();

 private:
    void look();
    void traced(const Result<PathTrace>& trace);

    uv_loop_t* loop_;
    IcmpMux& mux_;
    Calm calm_;
    Found found_;
    FirstHopsOptions options_;
    std::optional<NetworkFacts> network_;
    std::unique_ptr<PathTracer> tracer_;
    uv::Timer next_;
};

}  // namespace traypulse::runtime
