// The samples and rollups under one point of a graph. Internal to agent/store.
#pragma once

#include <array>
#include <cstdint>

#include "agent/store/history.h"
#include "agent/store/rollup.h"

namespace traypulse::store {

/// Used again for point after point: a histogram with all buckets of LatencyHistogram in place, so
/// that adding one of its entries is one addition. 30 kB.
class GraphColumn {
 public:
    GraphColumn() { counts_.fill(0); }
    void add(Outcome outcome, Nanoseconds took);
    void add(const Rollup& rollup);
    [[nodiscard]] bool empty() const { return empty_; }
    /// What it comes to; it is empty afterwards.
    GraphPoint take(WallTime from, Nanoseconds width);

 private:
    using Histogram = metrics::LatencyHistogram;
    void add_times(std::size_t bucket, std::uint64_t count);
    void add_extremes(Nanoseconds least, Nanoseconds most);

    std::array<std::uint64_t, Histogram::kBuckets> counts_{};
    std::size_t first_ = Histogram::kBuckets, last_ = 0;  ///< buckets in use
    GraphPoint point_;
    bool empty_ = true;
};

}  // namespace traypulse::store
