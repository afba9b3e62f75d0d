// Follows the path to each target that asks for it: a trace every minute or so, statistics of the
// hops, its MTU every ten minutes, and an event when the route has changed.
#pragma once

#include <uv.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "agent/engine/path_history.h"
#include "agent/engine/path_mtu_cache.h"
#include "agent/engine/target.h"
#include "agent/probes/icmp_mux.h"
#include "agent/probes/name_resolver.h"
#include "agent/probes/path_mtu.h"
#include "agent/probes/trace.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {

struct PathWatchOptions {
    /// Between two traces to one target: routes change by the hour, and each trace asks all its
    /// routers.
    std::chrono::milliseconds every = std::chrono::minutes(1);
    std::uint32_t probes = 2;  ///< of each hop
    Nanoseconds timeout = std::chrono::seconds(1);
    bool mtu = true;  ///< the path MTU, too, where the helper can
};

/// Loop thread only. One trace at a time, over the helper, or by UDP where there is none that can.
class PathWatch {
 public:
    using RouteChanged = std::function<void(TargetId, const RouteChange&)>;
    /// `mux` and `resolver` outlive this.
    PathWatch(uv_loop_t* loop, IcmpMux& mux, NameResolver& resolver, RouteChanged changed,
              PathWatchOptions options = {});
    ~PathWatch();
    PathWatch(const PathWatch&) = delete;
    PathWatch& operator=(const PathWatch&) = delete;

    /// The target is watched (again); only those with TargetSpec::watch_path are followed.
    void start(TargetId id, const TargetSpec& spec);
    void stop(TargetId id);
    /// Where it is; empty: not known (any more). Another address is another path.
    void address(TargetId id, const std::string& address);
    /// Another network, or awake again: no route from before is compared with what comes.
    void start_afresh();
    /// Forgets what was traced before, to save memory; nothing is traced for it.
    void trim();
    /// What is known of a path; nullopt where it is not followed or there was no trace yet.
    [[nodiscard]] std::optional<PathView> view(TargetId id) const;
    /// Its MTU, not older than kMtuAge.
    [[nodiscard]] std::optional<PathMtuCache::Entry> mtu(TargetId id) const;

 private:
    struct Watched {
        bool wanted = false;
        std::optional<IpAddress> address;
        PathHistory history;
        bool first = true;
        bool reached = false;
        std::uint8_t length = 0;
        int deferred = 0;  ///< traces put off because no channel was ready yet
        uv::Timer next;
    };
    void enqueue(TargetId id);
    void trace_next();
    void trace(TargetId id, bool confirming);
    void traced(TargetId id, bool confirming, const Result<PathTrace>& trace);
    void look_up_names(TargetId id);
    bool defer(TargetId id);
    void settle(TargetId id);
    void search_mtu(TargetId id);
    void drop_under_way();
    void restart(TargetId id);

    uv_loop_t* loop_;
    IcmpMux& mux_;
    NameResolver& resolver_;
    RouteChanged changed_;
    PathWatchOptions options_;
    std::map<TargetId, Watched> watched_;
    std::deque<TargetId> waiting_;
    std::optional<TargetId> under_way_;
    std::unique_ptr<PathTracer> tracer_;
    std::unique_ptr<PathMtuProbe> mtu_probe_;
    PathMtuCache mtus_;
    uv::Timer turn_;
    std::shared_ptr<PathWatch*> self_ = std::make_shared<PathWatch*>(this);
};

}  // namespace traypulse::runtime
