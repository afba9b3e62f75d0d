// `traypulse trace` and `traypulse mtu`: what a person asked for, validated. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "agent/engine/check_spec.h"
#include "agent/engine/path_trace.h"
#include "shared/ip_address.h"
#include "shared/result.h"

namespace CLI {
class App;
}

namespace traypulse::cli {

/// Of both.
struct PathOptions {
    std::string target;            ///< as written
    CheckSpec check;               ///< its host as something to ping
    std::optional<Family> family;  ///< -4, -6
    bool udp = false;
    bool json = false;
    std::string helper_socket = "/run/traypulse/helper.sock";
};
struct TraceOptions {
    PathOptions path;
    bool numeric = false;  ///< -n: no reverse names
    std::uint32_t probes = 3;
    std::uint32_t most_hops = kMostHops;
    std::uint32_t flows = 1;
};
struct MtuOptions {
    PathOptions path;
};

/// More is a load test and no question.
inline constexpr std::uint32_t kMostTraceProbes = 20;
inline constexpr std::uint32_t kMostTraceFlows = 16;

/// Their part of the parser.
struct PathCommands {
    CLI::App* trace = nullptr;
    CLI::App* mtu = nullptr;
    TraceOptions trace_options;
    MtuOptions mtu_options;
    bool only_v4 = false;
    bool only_v6 = false;

    /// Adds both commands; this must stay where it is as long as the parser lives.
    void add(CLI::App& app);
    [[nodiscard]] Result<TraceOptions> chosen_trace() const;
    [[nodiscard]] Result<MtuOptions> chosen_mtu() const;
};

}  // namespace traypulse::cli
