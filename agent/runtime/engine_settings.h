// The part of the configuration that the engine judges by. Pure.
#pragma once

#include "agent/config/settings.h"
#include "agent/engine/engine.h"

namespace traypulse::runtime {

/// Adds the anchors that the file names and that are no targets, hidden. Fills in what a target
/// does not say itself: the role of @router, @resolver and of the anchors' addresses, and the
/// general latency warning.
EngineSettings engine_settings(const Settings& settings);

}  // namespace traypulse::runtime
