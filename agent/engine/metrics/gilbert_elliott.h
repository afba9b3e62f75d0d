// Loss in bursts as a chain of two states: good, where little is lost, and bad, where much is.
#pragma once

#include <optional>

#include "agent/engine/metrics/part.h"

namespace traypulse::metrics {

/// Below so many losses the chance to leave the bad state would be uncertain by more than ±0.1
/// (standard error √(r(1−r)/losses) at r = ½ is 0.09 with 30).
inline constexpr std::uint64_t kLeastLossesForModel = 30;
/// Gilbert's h needs triples, which are rarer: with fewer losses its estimate leaves 0..1 more
/// often than not.
inline constexpr std::uint64_t kLeastLossesForH = 200;

/// Gilbert–Elliott in the letters of Haßlinger and Hohlfeld (2008). Plain value.
struct GilbertElliott {
    double p = 0;  ///< good → bad, a request
    double r = 0;  ///< bad → good
    double h = 0;  ///< the chance to be answered in the bad state
    double k = 1;  ///< … in the good state. Not identifiable from pairs and triples: taken as 1
    bool h_fitted = false;  ///< else the simple Gilbert model, h = 0
};

/// h = 0: maximum likelihood from the counts of pairs (Yajnik et al. 1999). With kLeastLossesForH
/// and parameters within 0..1: Gilbert's moment estimator of 1960 from a = P(1), b = P(1|1), c =
/// P(111) ÷ (P(101) + P(111)), which needs no iteration and only counts that add up over parts.
/// Empty with fewer than kLeastLossesForModel losses, or when nothing or everything is lost.
[[nodiscard]] std::optional<GilbertElliott> fit_gilbert_elliott(const Part& part);

}  // namespace traypulse::metrics
