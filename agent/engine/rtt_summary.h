// Round-trip times of one target, summed up. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "agent/engine/metrics/latency_histogram.h"
#include "shared/types.h"

namespace traypulse {

/// Minimum, mean, maximum, standard deviation, percentiles and jitter of any number of RTTs in
/// bounded memory. Plain value, any thread.
class RttSummary {
 public:
    /// So many samples are kept as they are, so that percentiles of an ordinary `ping` are exact;
    /// beyond, a histogram takes over (error below 1 %).
    static constexpr std::size_t kExact = 1024;

    /// One reply, in the order of the requests (the jitter depends on it). Negative counts as 0.
    void add(Rtt rtt);
    /// Adds what another has seen, as if it came after. The jitter becomes the mean of both,
    /// weighted by their samples, since its own definition knows no merging.
    void merge(const RttSummary& other);

    [[nodiscard]] std::uint64_t count() const { return count_; }
    /// All below are 0 while count() is 0.
    [[nodiscard]] Nanoseconds min() const { return Nanoseconds(static_cast<std::int64_t>(min_)); }
    [[nodiscard]] Nanoseconds max() const { return Nanoseconds(static_cast<std::int64_t>(max_)); }
    [[nodiscard]] Nanoseconds mean() const;
    /// Of the whole population, as ping's mdev.
    [[nodiscard]] Nanoseconds deviation() const;
    /// Nearest rank: the smallest RTT that at least this share (0..1) of the samples does not
    /// exceed.
    [[nodiscard]] Nanoseconds percentile(double share) const;
    /// Interarrival jitter, RFC 3550 §6.4.1, with the RTT in place of the transit time.
    [[nodiscard]] Nanoseconds jitter() const;

 private:
    void leave_exactness();

    std::uint64_t count_ = 0;
    std::uint64_t min_ = 0;
    std::uint64_t max_ = 0;
    std::uint64_t last_ = 0;
    double mean_ = 0;
    double squares_ = 0;  ///< sum of squared distances from the mean (Welford)
    double jitter_ = 0;
    std::vector<std::uint64_t> exact_;     ///< while count_ <= kExact
    metrics::LatencyHistogram histogram_;  ///< afterwards
};

}  // namespace traypulse
