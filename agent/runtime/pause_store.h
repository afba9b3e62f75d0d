// Pauses and mutes across a restart: state_dir/pauses.json.
#pragma once

#include <string>

#include "agent/engine/pauses.h"
#include "shared/result.h"

namespace traypulse::runtime {

/// The text of the file; times are microseconds since 1970, UTC.
std::string pauses_text(const PauseState& state);
/// Error: the text is not what pauses_text writes.
Result<PauseState> parse_pauses(const std::string& text);

/// A file that is not there is no pause at all. Error: unreadable or garbled; the caller goes on
/// without.
Result<PauseState> load_pauses(const std::string& path);
/// Replaces the file in one step.
Status save_pauses(const std::string& path, const PauseState& state);

}  // namespace traypulse::runtime
