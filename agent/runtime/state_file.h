// What the agent's own files in its state directory have in common: they are read as far as they go
// and, where they are damaged, set aside under another name, never deleted.
#pragma once

#include <string>

#include "shared/result.h"
#include "shared/types.h"

namespace traypulse::runtime {

/// 200 outages with all their evidence, or 50 networks with hundreds of targets each, are below
/// this; more was not written by us.
inline constexpr std::size_t kLargestState = 16UL * 1024UL * 1024UL;

/// The file's bytes; empty where there is none. Error: unreadable, no ordinary file, or larger than
/// kLargestState.
Result<std::string> read_state(const std::string& path);

/// Gives a damaged file another name, "networks.json.damaged-20240601T120000Z", and says what has
/// happened in one sentence for the log. `why` says what is wrong with it.
Error set_aside(const std::string& path, const std::string& why, WallTime now);

}  // namespace traypulse::runtime
