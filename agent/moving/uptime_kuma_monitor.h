// One of Uptime Kuma's monitors as an entry. Internal to agent/moving.
#pragma once

#include <nlohmann/json.hpp>

#include "agent/moving/reading.h"

namespace traypulse::moving::kuma {

using Json = nlohmann::json;

// What a monitor says, whether as a number, a text or a truth value: version 1, version 2 and
// copies of its database differ in that.
std::string text_of(const Json& monitor, const char* key);
double number_of(const Json& monitor, const char* key, double otherwise = 0);
bool flag_of(const Json& monitor, const char* key, bool otherwise = false);

/// Writes the check and what else the monitor says, or the problem.
void take_monitor(Entry& entry, const Json& monitor);

}  // namespace traypulse::moving::kuma
