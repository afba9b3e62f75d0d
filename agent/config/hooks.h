// The sections [[hook]].
#pragma once

#include <string>
#include <vector>

#include "agent/config/settings.h"

namespace traypulse::config {

class Report;
class TableReader;

/// Each may have an attempt under way at any moment: a connection, or a process.
inline constexpr std::size_t kMostHooks = 16;

/// Every [[hook]] of the file's top table. No problem quotes an address or a header: they may hold
/// secrets, and problems are logged.
std::vector<HookSettings> read_hooks(TableReader& root, Report& report);

/// What a hook without a name is called: the host of its address, or its program without the
/// folders. Either may be empty; so is the name where neither says anything.
std::string usual_hook_name(const std::string& url, const std::string& program);

}  // namespace traypulse::config
