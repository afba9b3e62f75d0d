// What is counted over a span of time, so that spans next to each other add up.
#pragma once

#include "agent/engine/metrics/latency_histogram.h"

namespace traypulse::metrics {

/// Sums only: merging is exact. What links a request with the one before (a loss period's start, a
/// pair, a variation) counts in the part of the later one. Plain value.
struct Part {
    std::uint64_t answered = 0;
    std::uint64_t lost = 0;
    std::uint64_t late = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t reordered = 0;

    std::uint64_t periods = 0;       ///< loss periods (RFC 3357) that began here
    std::uint64_t longest = 0;       ///< how long a period had become by here, at most
    std::uint64_t distances = 0;     ///< losses with another one before (RFC 3357) …
    std::uint64_t distance_sum = 0;  ///< … and how many requests after that they were, summed

    /// Neighbours: after_ok_lost counts a loss right after an answer.
    std::uint64_t after_ok_ok = 0;
    std::uint64_t after_ok_lost = 0;
    std::uint64_t after_lost_ok = 0;
    std::uint64_t after_lost_lost = 0;
    /// Three in a row: lost lost lost, and lost answered lost.
    std::uint64_t lost_lost_lost = 0;
    std::uint64_t lost_ok_lost = 0;

    double rtt_sum = 0;     ///< ns
    double jitter_sum = 0;  ///< ns; of the values that RFC 3550's recurrence had
    std::uint64_t jitters = 0;

    LatencyHistogram rtt;
    LatencyHistogram variation;    ///< |IPDV| of consecutive requests
    LatencyHistogram before_loss;  ///< the last RTT before each loss period

    [[nodiscard]] std::uint64_t sent() const { return answered + lost; }
    [[nodiscard]] bool empty() const { return sent() + late + duplicates + reordered == 0; }
    void merge(const Part& other);
};

}  // namespace traypulse::metrics
