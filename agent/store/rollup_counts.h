// What is left of many samples: how many, and how long they took.
#pragma once

#include <cstdint>

#include "agent/engine/metrics/latency_histogram.h"
#include "agent/store/sample.h"

namespace traypulse::store {

/// Plain value.
struct Rollup {
    std::uint64_t sent = 0;
    std::uint64_t lost = 0;
    std::uint64_t late = 0;
    std::uint64_t duplicate = 0;
    std::uint64_t not_sent = 0;
    metrics::LatencyHistogram rtt;  ///< of what was answered in time

    /// Of every outcome: requests, and answers that are none's.
    [[nodiscard]] std::uint64_t total() const { return sent + late + duplicate + not_sent; }
    void add(Outcome outcome, Nanoseconds took);
    void merge(const Rollup& other);
    bool operator==(const Rollup&) const = default;
};

}  // namespace traypulse::store
