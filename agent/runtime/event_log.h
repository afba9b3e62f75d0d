// The engine's effects as log events and as lines for a person at a terminal.
#pragma once

#include <span>
#include <string>

#include "agent/engine/effect.h"
#include "agent/engine/engine.h"
#include "agent/engine/path_history.h"
#include "agent/probes/icmp_channel.h"
#include "agent/runtime/log.h"

namespace traypulse::runtime {

/// Levels: results and packets debug, changes of state and configuration info, timeouts warning,
/// failures error.
void log_effect(Log& log, const Effect& effect);
void log_result(Log& log, const TargetSpec& spec, ProbeSource source,
                const protocol::ProbeResult& result);
void log_outcome(Log& log, const TargetSpec& spec, ProbeSource source, const CheckOutcome& outcome);
/// Another route to a target (info: it need not be a fault).
void log_route_change(Log& log, const TargetSpec& spec, const RouteChange& change);
void log_frame(Log& log, bool to_helper, std::span<const std::uint8_t> frame);

/// "14:02:03  Shop: up → down (no answer)"; empty for effects that change no state.
std::string line_for(const Effect& effect, WallTime now);

}  // namespace traypulse::runtime
