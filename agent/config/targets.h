// The [defaults] and [[target]] sections. Internal to agent/config.
#pragma once

#include <vector>

#include "agent/config/table_reader.h"
#include "agent/engine/target.h"

namespace traypulse::config {

/// Reads the keys that may stand both in [defaults] and in a [[target]] over what `spec` holds.
void read_common(TableReader& reader, TargetSpec& spec);

/// Reads every [[target]] of the file's top table, each starting from `defaults`, and judges them
/// together: names twice, parents unknown or in a circle.
std::vector<TargetSpec> read_targets(TableReader& root, const TargetSpec& defaults, Report& report);

/// What a [[target]] table is called: its name, else its check as written, else nothing.
std::string name_of_target(const toml::table& table);

}  // namespace traypulse::config
