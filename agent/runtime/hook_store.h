// What the hooks have still to say, across a restart: state_dir/hooks.json.
#pragma once

#include <string>

#include "agent/hooks/hook_desk.h"
#include "shared/result.h"

namespace traypulse::runtime {

std::string hooks_text(const hooks::HookDesk::State& state);
/// Error: the text is not what hooks_text() writes.
Result<hooks::HookDesk::State> parse_hooks(const std::string& text);

}  // namespace traypulse::runtime
