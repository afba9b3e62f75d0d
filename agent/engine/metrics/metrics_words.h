// What the figures of a target mean, for `why`.
#pragma once

#include <functional>
#include <string>

#include "agent/engine/metrics/report.h"

namespace traypulse::metrics {

/// "loses 3 % in bursts of about 4 (last 5 min), MOS 4.1": only what a person should know, empty
/// when all is well. `clock` is the local time of day.
std::string words_of(const Report& report, const std::function<std::string(WallTime)>& clock);

}  // namespace traypulse::metrics
