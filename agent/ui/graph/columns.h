// Points of the history on columns of pixels: what smoke and line are drawn from. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "agent/store/history.h"
#include "agent/ui/graph/time_axis.h"

namespace traypulse::ui::graph {

/// LOOK, "Window": 0, ≤ 2 %, ≤ 10 %, more.
enum class Loss : std::uint8_t { none, little, some, much };
Loss loss_class(std::uint64_t sent, std::uint64_t lost);

/// Milliseconds; without an answer all are 0.
struct Quantiles {
    double least = 0, p5 = 0, p25 = 0, median = 0, p75 = 0, p95 = 0, most = 0;
};

struct Column {
    int x = 0;      ///< its first pixel
    int width = 1;  ///< at least 1
    std::uint64_t sent = 0, lost = 0, late = 0, not_sent = 0, answered = 0;
    Quantiles rtt;
    /// Nothing was left out between this and the column before it: the line goes on.
    bool joined = false;
    [[nodiscard]] int end() const { return x + width; }
};

/// Left to right, disjoint, within the grid. Points of one pixel are merged (percentiles by
/// weight); a point that is wider than a pixel is one column. Where points are as regular as they
/// are elsewhere, a column reaches to the next one; where something was not asked, there is a gap.
std::vector<Column> columns_of(const std::vector<store::GraphPoint>& points, const PixelGrid& grid);

/// The column at this pixel; null in a gap.
const Column* column_at(const std::vector<Column>& columns, int x);

}  // namespace traypulse::ui::graph
