// `mute` and `unmute` of targets and of causes. Pure.
#pragma once

#include <vector>

#include "agent/runtime/control_protocol.h"

namespace traypulse::control {

/// A name is a target's; where there is none of that name, a cause's word ("provider_outage", also
/// with hyphens). Without names it is everything; `unmute` takes back single mutes then, too.
/// Error: a name is neither; it says which ones are near.
Result<std::vector<Command>> mute_commands(const Request& request, const Snapshot& snapshot);

}  // namespace traypulse::control
