// The event loop of one command.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>

#include "agent/cli/wiring.h"

namespace traypulse::cli {

/// Runs `begin` on a loop of its own until nothing is left on it; `begin` returns what must live so
/// long. The exit status: what was written to `status`, which begins as kExitWrong.
int run_on_loop(const Wiring& wiring,
                const std::function<std::shared_ptr<void>(uv_loop_t*, int& status)>& begin);

}  // namespace traypulse::cli
