// What `traypulse trace` and `traypulse mtu` print. Pure.
#pragma once

#include <string>

#include "agent/engine/path_mtu_search.h"
#include "agent/engine/path_trace.h"
#include "agent/probes/trace.h"

namespace traypulse::cli {

/// What both reports are about.
struct PathSubject {
    std::string target;  ///< as written
    IpAddress address;
    TraceMethod method = TraceMethod::icmp;
};

/// A line a hop, and what it comes to.
[[nodiscard]] std::string trace_text(const PathSubject& subject, const PathTrace& trace,
                                     std::uint32_t probes, std::uint32_t most_hops,
                                     std::uint32_t flows);
/// JSON Lines (`traypulse trace --help`).
[[nodiscard]] std::string trace_json(const PathSubject& subject, const PathTrace& trace,
                                     std::uint32_t flows);
[[nodiscard]] std::string mtu_text(const PathSubject& subject, const PathMtu& mtu);
[[nodiscard]] std::string mtu_json(const PathSubject& subject, const PathMtu& mtu);

}  // namespace traypulse::cli
