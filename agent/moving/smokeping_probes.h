// What SmokePing's probes ask, as checks. Internal to agent/moving.
#pragma once

#include <functional>
#include <string>

#include "agent/moving/smokeping_config.h"

namespace traypulse::moving::smokeping {

/// A variable of the target or of its probe.
using Lookup = std::function<const Variable*(const std::string& key)>;

/// Writes the check of a host and what else the probe says into the entry, or its problem.
/// `module` is the probe's kind: "FPing".
void check_with(Entry& entry, const std::string& module, const std::string& host,
                const Lookup& lookup);

/// The kind of a probe that is not defined in what was read, by its name: "FPingLarge" is "FPing".
std::string module_by_name(const std::string& probe);

}  // namespace traypulse::moving::smokeping
