// A traceroute as values: what came back for each distance, and what that says. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agent/engine/path_extensions.h"
#include "shared/ip_address.h"
#include "shared/protocol.h"
#include "shared/types.h"

namespace traypulse {

/// Beyond this no path is known to go; the usual limit of traceroute(8).
inline constexpr std::uint8_t kMostHops = 30;

/// What became of one probe of a traceroute, however it was sent.
struct PathAnswer {
    /// forbidden_here: this machine would not send it.
    enum class Kind : std::uint8_t { silence, router, target, unreachable, too_big, not_sent };
    Kind kind = Kind::silence;
    Ttl ttl;                 ///< that the probe was sent with
    std::uint16_t flow = 0;  ///< 1 and up
    IpAddress responder;
    Rtt rtt;
    std::uint8_t icmp_type = 0;  ///< unreachable only
    std::uint8_t icmp_code = 0;
    std::uint32_t mtu = 0;    ///< too_big only; 0: the router did not say
    std::uint32_t error = 0;  ///< not_sent only: errno
    std::optional<PathExtensions> extensions;
};

/// Best, mean and worst of the answers of one router, or of one hop.
struct PathRtt {
    std::uint32_t count = 0;
    Nanoseconds best{};
    Nanoseconds worst{};
    Nanoseconds sum{};
    void add(Nanoseconds rtt);
    [[nodiscard]] Nanoseconds average() const;
    bool operator==(const PathRtt&) const = default;
};

/// One address that answered at a distance.
struct PathRouter {
    IpAddress address;
    std::string name;  ///< reverse name; empty: none, or not asked for
    PathRtt rtt;
    std::set<std::uint16_t> flows;  ///< that came by here
    bool is_target = false;
    /// Its last "unreachable", in words; empty: none.
    std::string refusal;
    PathExtensions extensions;  ///< of its last answer that had some
};

/// What the loss of a hop means for what is sent to the target.
enum class LossMeaning : std::uint8_t {
    none,     ///< no loss
    silent,   ///< never answers, but hops behind it do: the traffic passes
    local,    ///< answers rarely; hops behind it lose less, so it does not concern the traffic
    real,     ///< carries on to the end of the path
    unknown,  ///< nothing behind it answers either
};

/// "none", "silent", "local", "real", "unknown": the words of `trace --json`.
[[nodiscard]] std::string_view to_string(LossMeaning meaning);

struct PathHop {
    Ttl ttl;
    std::uint32_t sent = 0;
    std::uint32_t received = 0;
    std::vector<PathRouter> routers;  ///< in the order of their first answers
    LossMeaning meaning = LossMeaning::none;
    [[nodiscard]] double loss() const;  ///< 0 to 1; 0 where nothing was sent
    [[nodiscard]] PathRtt rtt() const;  ///< over all its routers
};

enum class PathEnd : std::uint8_t {
    reached,      ///< the target has answered
    unreachable,  ///< somebody on the way refuses
    silent,       ///< behind some hop nothing answers
    nothing,      ///< nothing has answered at all
    not_sent,     ///< this machine sent nothing
};

struct PathTrace {
    std::vector<PathHop> hops;  ///< to the target, or to the last hop that says something
    PathEnd end = PathEnd::nothing;
    std::uint32_t error = 0;  ///< not_sent: errno
};

/// Gathers the answers of one traceroute, in any order.
class PathTraceBook {
 public:
    void sent(Ttl ttl) { ++hops_[ttl.value].sent; }
    /// `ttl` was sent; each request has one answer at most, silence included.
    void answer(const PathAnswer& answer);
    /// Nothing with a greater TTL is of use: the target, or who refuses, is there. nullopt: not
    /// known yet.
    [[nodiscard]] std::optional<Ttl> distance() const;
    [[nodiscard]] PathTrace trace() const;

 private:
    struct Hop {
        std::uint32_t sent = 0;
        std::uint32_t received = 0;
        std::vector<PathRouter> routers;
    };
    std::map<std::uint8_t, Hop> hops_;
    std::optional<std::uint8_t> reached_;
    std::optional<std::uint8_t> refused_;
    std::uint32_t errors_ = 0;
    std::uint32_t error_ = 0;
    std::uint32_t answers_ = 0;
};

/// One hop's count for judge_loss().
struct HopLoss {
    std::uint32_t sent = 0;
    std::uint32_t received = 0;
};
/// Loss of a hop is real only where it carries on to the end: routers answer "time exceeded" with
/// what is left of their time, so many lose answers and no traffic. The last hop is the end of the
/// path; `reached`: it is the target.
[[nodiscard]] std::vector<LossMeaning> judge_loss(const std::vector<HopLoss>& hops, bool reached);

/// "prohibited by a firewall" for an ICMP unreachable; traceroute(8)'s mark behind it: " (!X)".
[[nodiscard]] std::string refusal_text(Family family, std::uint8_t type, std::uint8_t code);

}  // namespace traypulse
