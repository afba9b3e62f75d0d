// Any number of times in bounded memory, for percentiles; two of them add up to a third.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "shared/result.h"
#include "shared/types.h"

namespace traypulse::metrics {

/// Log-linear buckets as in HdrHistogram: 64 of equal width in every octave, so a percentile is
/// wrong by at most half a bucket: 1/128, below 0.8 %. Count, minimum and maximum are exact.
/// Merging is exact: the merged one equals the one that has seen all samples. Sparse: memory is 8
/// bytes a bucket in use, at most kBuckets of them. Plain value, any thread.
class LatencyHistogram {
 public:
    static constexpr std::uint64_t kSubBuckets = 64;
    /// The largest count of nanoseconds has its bucket, too; a histogram holds 30 kB at most.
    static constexpr std::size_t kBuckets = 58 * kSubBuckets;
    static constexpr double kRelativeError = 1.0 / 128;

    /// Negative counts as 0.
    void add(Nanoseconds time, std::uint32_t times = 1);
    void merge(const LatencyHistogram& other);

    [[nodiscard]] std::uint64_t count() const { return count_; }
    /// All below are 0 while count() is 0.
    [[nodiscard]] Nanoseconds min() const { return Nanoseconds(static_cast<std::int64_t>(min_)); }
    [[nodiscard]] Nanoseconds max() const { return Nanoseconds(static_cast<std::int64_t>(max_)); }
    /// Nearest rank: the smallest time that at least this share (0..1) does not exceed.
    [[nodiscard]] Nanoseconds percentile(double share) const;
    /// The share of times in buckets above that of `limit`, 0..1.
    [[nodiscard]] double share_above(Nanoseconds limit) const;

    /// Buckets in use, ascending, with their counts.
    struct Entry {
        std::uint16_t bucket = 0;
        std::uint32_t count = 0;
        bool operator==(const Entry&) const = default;
    };
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

    /// A form to store: version byte 1; then LEB128 numbers: entries, minimum, maximum, and for
    /// each entry the bucket's distance from the last and its count. It never changes for a
    /// version.
    [[nodiscard]] std::vector<std::uint8_t> serialise() const;
    /// Fails on another version, a truncated or an inconsistent form; never trusts a number in it.
    static Result<LatencyHistogram> parse(std::span<const std::uint8_t> bytes);

    /// Values below 2 × kSubBuckets ns have a bucket each.
    [[nodiscard]] static std::size_t bucket_of(std::uint64_t nanoseconds);
    [[nodiscard]] static std::uint64_t middle_of(std::size_t bucket);

    bool operator==(const LatencyHistogram&) const = default;

 private:
    std::uint64_t count_ = 0;
    std::uint64_t min_ = 0;
    std::uint64_t max_ = 0;
    std::vector<Entry> entries_;
};

}  // namespace traypulse::metrics
