// This program's own weight: how much slower it goes when it costs too much. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace traypulse {

struct ThrottleLimits {
    double cpu_percent = 5.0;  ///< of one core
    unsigned memory_mb = 100;
    bool slow_on_battery = false;
    bool slow_on_metered = false;
    bool operator==(const ThrottleLimits&) const = default;
};

/// One look, each kReadingEvery.
struct ThrottleReading {
    double cpu_percent = 0;          ///< of one core, since the last look
    std::uint64_t memory_bytes = 0;  ///< resident
    bool on_battery = false;
    bool metered = false;
};

struct ThrottleDecision {
    unsigned factor = 1;  ///< requests go out so many times less often: 1, 2, 4 or 8
    bool trim = false;    ///< caches should be emptied now
    std::string why;      ///< "CPU 7 % of one core, limit 5 %"; empty at factor 1
    bool operator==(const ThrottleDecision&) const = default;
};

class Throttle {
 public:
    /// Seconds between two readings: long enough to be an average, and to cost nothing.
    static constexpr int kReadingEvery = 10;
    /// A step slower after so many readings above a limit in a row: half a minute is no burst.
    static constexpr int kAbove = 3;
    /// A step faster after so many below in a row: two minutes.
    static constexpr int kBelow = 12;
    static constexpr unsigned kSlowest = 8;
    /// On battery or a metered connection, where that is wished.
    static constexpr unsigned kSaving = 4;
    /// A step faster is twice the work, so it is taken only where twice would still be allowed.
    static constexpr double kCpuRelease = 0.5;
    /// Memory hardly depends on the pace.
    static constexpr double kMemoryRelease = 0.9;

    /// Other limits than the last time are judged anew: who has just allowed more means it now.
    ThrottleDecision on_reading(const ThrottleLimits& limits, const ThrottleReading& reading);

 private:
    ThrottleLimits limits_;
    unsigned weight_factor_ = 1;  ///< for the weight alone
    int above_ = 0;
    int below_ = 0;
    std::string weight_why_;
};

}  // namespace traypulse
