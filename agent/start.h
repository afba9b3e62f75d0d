// The agent's start: files, lock, log, then the engine's thread and whatever shows it.
#pragma once

#include <functional>
#include <string>

#include "agent/cli/options.h"
#include "agent/runtime/runtime.h"

namespace traypulse {

/// Everything but the windows has been prepared; `front` shows it (or nothing does).
struct Prepared {
    runtime::RuntimeOptions options;
    Settings settings;
    Log* log = nullptr;
};

/// Shows a running engine in tray and windows until the person quits. Main thread. See front_*.cpp.
namespace front {
/// Whether there is something to show it on; the sentence says why not.
struct Availability {
    bool yes = false;
    std::string why_not;
};
Availability available();
int run(Prepared& prepared);
}  // namespace front

/// `traypulse` without a subcommand. The exit status.
int start_agent(const cli::AgentOptions& options, const std::string& version);

}  // namespace traypulse
