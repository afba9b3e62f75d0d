// The limits of one running helper: those of shared/limits.h unless its command line says
// otherwise.
#pragma once

#include <cstdint>

#include "shared/limits.h"
#include "shared/types.h"

namespace traypulse::helper {

/// Plain value. A rate of 0 packets a second means: no ceiling.
struct Limits {
    Nanoseconds least_interval = limits::kLeastInterval;
    std::uint32_t uid_rate = limits::kUidPacketsPerSecond;
    std::uint32_t uid_burst = limits::kUidBurst;
    std::uint32_t total_rate = limits::kTotalPacketsPerSecond;
    std::uint32_t total_burst = limits::kTotalBurst;
    std::uint32_t uid_probes = limits::kUidProbes;
    bool operator==(const Limits&) const = default;

    /// For a helper whose caller is root without it: nothing to gain, so nothing to withhold.
    static Limits uncapped() {
        return {.least_interval = limits::kUncappedLeastInterval,
                .uid_rate = 0,
                .total_rate = 0,
                .uid_probes = limits::kUncappedProbes};
    }
};

}  // namespace traypulse::helper
