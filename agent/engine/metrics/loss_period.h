// Losses in a row.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/types.h"

namespace traypulse::metrics {

/// One loss period of RFC 3357 §4: consecutive requests, all lost. Plain value.
struct LossPeriod {
    Instant start;             ///< when the first loss became known: its timeout after the request
    std::uint64_t length = 0;  ///< requests
};

/// So many of the newest are remembered: enough to find a rhythm, 3 kB at most.
inline constexpr std::size_t kMostLossPeriods = 128;

}  // namespace traypulse::metrics
