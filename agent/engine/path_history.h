// What is known of the path to a target that is watched all the time: statistics of its hops, and
// when its route has changed. Pure.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/engine/path_trace.h"

namespace traypulse {

/// How far back the statistics of hops go.
inline constexpr Nanoseconds kPathWindow = std::chrono::hours(1);
/// Traces of one window at the densest interval and some to spare.
inline constexpr std::size_t kMostTraces = 128;
/// More equal-cost paths than a router balances over; who answers from ever new addresses fills no
/// memory.
inline constexpr std::size_t kMostAddresses = 64;

/// One hop of the path as it is now, with what the window says about it.
struct HopView {
    Ttl ttl;
    /// Who answers at this distance on the present route: several on equal-cost paths; none:
    /// silent.
    struct Router {
        IpAddress address;
        std::string name;
    };
    std::vector<Router> routers;
    std::uint32_t sent = 0;
    std::uint32_t received = 0;
    PathRtt rtt;
    LossMeaning meaning = LossMeaning::none;
};

struct PathView {
    std::vector<HopView> hops;
    bool reached = false;          ///< by the last trace
    MonoTime since;                ///< the present route is known since then
    std::optional<MonoTime> last;  ///< of the last trace
};

/// A change of the route, in words for a person.
struct RouteChange {
    std::string text;    ///< "hop 3 was 192.0.2.1 and is 192.0.2.9"
    std::string before;  ///< "192.0.2.1 > * > 198.51.100.7"
    std::string after;
};

/// Of one target. One thread.
class PathHistory {
 public:
    enum class Verdict : std::uint8_t {
        same,     ///< as it was; silence, equal-cost paths and a path that ends early are no change
        suspect,  ///< other routers than ever before: trace again with more flows, then confirm()
    };
    /// A trace of the usual flows.
    Verdict add(const PathTrace& trace, MonoTime now);
    /// The trace that was asked for by `suspect`, with several flows. Where routers of before are
    /// still on their places, the new ones are further equal-cost paths; where they are gone, the
    /// route has changed.
    std::optional<RouteChange> confirm(const PathTrace& trace, MonoTime now);
    /// Another network or a long sleep: what comes next is a first trace.
    void start_afresh();
    /// Reverse names that were found.
    void name(const IpAddress& address, const std::string& name);
    /// Addresses of the present route that have no name yet and were not asked for.
    [[nodiscard]] std::vector<IpAddress> nameless() const;
    [[nodiscard]] PathView view() const;

 private:
    using Addresses = std::set<IpAddress>;
    struct Sample {
        MonoTime at;
        PathTrace trace;
    };
    void record(const PathTrace& trace, MonoTime now);
    void learn(const PathTrace& trace);
    [[nodiscard]] bool differs(const PathTrace& trace) const;
    [[nodiscard]] std::string line(const std::map<std::uint8_t, Addresses>& route,
                                   std::optional<std::uint8_t> length) const;

    std::map<std::uint8_t, Addresses> route_;  // who was ever seen at a distance of this route
    std::optional<std::uint8_t> length_;       // distance of the target
    std::deque<Sample> samples_;               // of this route, within the window
    std::map<IpAddress, std::string> names_;
    MonoTime since_;
};

}  // namespace traypulse
