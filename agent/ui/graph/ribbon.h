// States over time on columns of pixels. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/engine/outage_record.h"
#include "agent/store/history.h"
#include "agent/ui/graph/time_axis.h"

namespace traypulse::ui::graph {

/// What a pixel of a ribbon shows; `none`: paused, not watched yet, or still to come.
enum class Shade : std::uint8_t { none, up, degraded, down, unknown };

struct Run {
    int x = 0;
    int width = 1;
    Shade shade = Shade::none;
    [[nodiscard]] int end() const { return x + width; }
    bool operator==(const Run&) const = default;
};

/// The time in which something was watched, or should have been: what has no state in it is
/// unknown.
using Watched = store::TimeRange;

/// Left to right, disjoint, gapless from the first to the last pixel of the grid. A pixel shows
/// what lasted longest in it, but that something was down in it is always seen: two pixels at
/// least.
std::vector<Run> ribbon_of(const std::vector<store::StateInterval>& states, Watched watched,
                           const PixelGrid& grid);

/// The ribbon above all graphs: whether anything is known, and the outages on top of it.
std::vector<Run> verdict_ribbon(const std::vector<std::vector<Run>>& targets,
                                const std::vector<OutageRecord>& outages, const PixelGrid& grid);

/// Where an outage is on the grid; `width` is 0 where it is not on it. An outage that lasts ends
/// at `now`.
struct OutageMark {
    int x = 0;
    int width = 0;  ///< at least 2 where it is seen
    Shade shade = Shade::down;
    std::size_t outage = 0;  ///< which, of those given
    std::string title;       ///< "Provider outage"
};
std::vector<OutageMark> outage_marks(const std::vector<OutageRecord>& outages,
                                     const PixelGrid& grid, WallTime now);

/// "Provider outage", "Shop is down", "3 targets are down".
std::string outage_title(const OutageRecord& outage);

}  // namespace traypulse::ui::graph
