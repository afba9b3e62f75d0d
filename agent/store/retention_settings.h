// What a person can set about the history's size. Plain values.
#pragma once

#include <cstdint>

namespace traypulse::store {

/// Twenty targets each two seconds take some 100 MB of samples in 14 days, 200 MB of minutes in 90,
/// and 60 MB of hours in a year: that fits, and so does ten times as much for a week.
struct RetentionSettings {
    /// Every sample: as long as somebody may still argue with a provider about single packets.
    std::uint32_t sample_days = 14;
    /// A quarter, the usual length of a bill.
    std::uint32_t minute_days = 90;
    /// Hours, intervals, outages and events: five years, to compare seasons and contracts.
    std::uint32_t hour_days = 1825;
    /// Of the file with its log. The oldest goes first where it would grow beyond.
    std::uint64_t most_bytes = 1024ULL * 1024 * 1024;
    bool operator==(const RetentionSettings&) const = default;
};
/// Below this, the tables without any row and the log would be most of it.
inline constexpr std::uint64_t kLeastBytes = 8ULL * 1024 * 1024;

}  // namespace traypulse::store
