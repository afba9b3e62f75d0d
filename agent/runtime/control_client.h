// The other end of the control socket: `traypulse status` and the like. Blocking, for the command
// line.
#pragma once

#include <chrono>
#include <string>

#include "agent/runtime/control_protocol.h"
#include "shared/result.h"

namespace traypulse::control {

/// An agent answers within milliseconds, on a machine that swaps within seconds; one that takes
/// longer hangs.
inline constexpr std::chrono::milliseconds kPatience{10'000};

struct Reply {
    std::string output;   ///< what to print: JSON Lines, or text
    bool well = true;     ///< the agent's own word: exit status 0, else 1
    std::string version;  ///< of the agent
};

/// Errors: unavailable (no agent is running, or it does not answer), protocol (it speaks
/// otherwise), and whatever the agent answers.
Result<Reply> ask(const std::string& socket_path, const Request& request,
                  std::chrono::milliseconds patience = kPatience);

}  // namespace traypulse::control
