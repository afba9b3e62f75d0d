// rrdtool, the engine of SmokePing, drawing the same year: what the graphs are measured beside.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/store/history.h"

namespace traypulse::bench {

/// One view of the year.
struct RrdView {
    std::int64_t from = 0, until = 0;  ///< seconds since 1970
};

/// `rrdtool` is on the PATH.
bool rrd_is_there();

/// Fills a round-robin database in `folder` with these minutes, and rollups of an hour, then draws
/// each view `times` times without any text, in one process. Milliseconds of each drawing, by
/// view; empty where rrdtool fails.
std::vector<std::vector<double>> draw_with_rrd(const std::string& folder,
                                               const std::vector<store::GraphPoint>& minutes,
                                               const std::vector<RrdView>& views, int times,
                                               int width, int height);

}  // namespace traypulse::bench
