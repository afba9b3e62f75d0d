// The section [metrics]. Internal to agent/config.
#pragma once

#include "agent/config/settings.h"
#include "agent/config/table_reader.h"

namespace traypulse::config {

void read_metrics(const toml::table& table, MetricsSettings& out, Report& report);

}  // namespace traypulse::config
