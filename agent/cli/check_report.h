// Outcomes of `traypulse check` → lines, for people and as JSON Lines (DESIGN §4). Pure.
#pragma once

#include <string>

#include "agent/engine/check_outcome.h"
#include "agent/engine/check_spec.h"

namespace traypulse::cli {

/// A line with its phases, and a second one with the facts where there are some.
std::string check_text(const std::string& target, const CheckOutcome& outcome);
/// One object and its line end; the help of `check` says its keys.
std::string check_json(const std::string& target, const CheckSpec& spec, WallTime began,
                       const CheckOutcome& outcome);

}  // namespace traypulse::cli
