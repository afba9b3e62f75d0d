// The sections [alerts] and [[maintenance]]. Internal to agent/config.
#pragma once

#include <vector>

#include "agent/config/settings.h"
#include "agent/config/table_reader.h"

namespace traypulse::config {

void read_alerts(const toml::table& table, AlertSettings& out, Report& report);

/// Every [[maintenance]] of the file's top table; `targets` are those that it may name, by name or
/// group.
std::vector<Maintenance> read_maintenance(TableReader& root, const std::vector<TargetSpec>& targets,
                                          Report& report);

}  // namespace traypulse::config
