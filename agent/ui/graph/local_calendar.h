// Local days and hours for the time axis, whatever clocks being put forward or back makes of them.
#pragma once

#include <string>

#include "agent/store/history.h"
#include "shared/types.h"

namespace traypulse::ui::graph {

/// "Tue 3 Jun, 14:02:10"; seconds only if wanted, the year only where it is not that of `now`.
std::string moment_words(WallTime time, WallTime now, bool seconds);
/// "Tue 3 Jun, 13:02 to 14:02", "3 Jun to 10 Jun 2025".
std::string range_words(store::TimeRange range, WallTime now);

}  // namespace traypulse::ui::graph
