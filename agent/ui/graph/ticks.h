// Where the time axis has its marks and what stands at them. Pure but for the time zone.
#pragma once

#include <string>
#include <vector>

#include "agent/ui/graph/time_axis.h"

namespace traypulse::ui::graph {

struct Tick {
    WallTime at;
    std::string label;
    bool major = false;  ///< something larger begins: a day, a month, a year
};

/// On round local times (hours of the day, Mondays, firsts of a month), oldest first, within the
/// range. `most`: about so many have room.
std::vector<Tick> time_ticks(store::TimeRange range, int most);

}  // namespace traypulse::ui::graph
