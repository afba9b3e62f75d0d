// Uptime Kuma's monitors of web pages. Internal to agent/moving.
#pragma once

#include "agent/moving/uptime_kuma_monitor.h"

namespace traypulse::moving::kuma {

/// Types "http", "keyword" and "json-query".
void take_http(Entry& entry, const Json& monitor, const std::string& type);

}  // namespace traypulse::moving::kuma
