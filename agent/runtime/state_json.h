// Reading values out of the state directory's JSON. Each throws std::exception, with words for the
// log, where a value is missing or not what it ought to be. Internal to the stores.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "agent/runtime/log.h"
#include "shared/types.h"

namespace traypulse::runtime::state {

std::string text(const nlohmann::json& object, const char* key);
/// RFC 3339 in UTC, as rfc3339() writes it.
WallTime time(const nlohmann::json& object, const char* key);
std::uint32_t count(const nlohmann::json& object, const char* key);
/// Microseconds, not below 0.
Rtt rtt(const nlohmann::json& object, const char* key);
/// Bytes that are no UTF-8 become U+FFFD. `indent` below 0: one line.
std::string dump(const nlohmann::json& json, int indent);

}  // namespace traypulse::runtime::state
