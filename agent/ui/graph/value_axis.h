// The scale of milliseconds: round numbers, and a top that one spike does not raise. Pure.
#pragma once

#include <string>
#include <vector>

#include "agent/ui/graph/columns.h"

namespace traypulse::ui::graph {

/// From 0 to `top`.
struct ValueAxis {
    double top = 10;         ///< milliseconds
    std::vector<double> at;  ///< where lines are drawn; not at 0, the last one is the top

    /// 0: at 0 ms; 1: at the top or above it.
    [[nodiscard]] double height(double milliseconds) const;
    bool operator==(const ValueAxis&) const = default;
};

/// All medians have room, unless they are as rare as spikes; the smoke where it does not dwarf the
/// rest.
ValueAxis value_axis_for(const std::vector<Column>& columns);

/// "20 ms", "1.5 s", "0.4 ms": with as many digits as a latency is worth.
std::string latency_words(double milliseconds);

}  // namespace traypulse::ui::graph
