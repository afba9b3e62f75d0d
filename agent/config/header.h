// A header of an HTTP request as a person writes it. Internal to agent/config.
#pragma once

#include <optional>
#include <string_view>

#include "agent/engine/check_spec.h"

namespace traypulse::config {

/// "Name: value"; nullopt for anything else, and for a value with control characters.
std::optional<HttpHeader> parse_header(std::string_view line);

}  // namespace traypulse::config
