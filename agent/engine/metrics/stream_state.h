// What links a request with those before it.
#pragma once

#include <optional>
#include <vector>

#include "agent/engine/metrics/loss_period.h"
#include "agent/engine/metrics/part.h"
#include "agent/engine/metrics/sample.h"

namespace traypulse::metrics {

/// Counts outcomes, in the order of the requests, into parts. Pure.
class StreamState {
 public:
    /// Answered or lost; `part` is the one that is open now.
    void count(const Sample& sample, Part& part);
    /// The next one has no predecessor: an unknown number of requests is missing.
    void gap();
    /// Newest last, at most kMostLossPeriods; the last one may still grow.
    [[nodiscard]] const std::vector<LossPeriod>& periods() const { return periods_; }

 private:
    void lost(const Sample& sample, Part& part);
    void answered(const Sample& sample, Part& part);

    std::optional<bool> last_lost_;            ///< of the request before
    std::optional<bool> lost_before_;          ///< of the one before that
    std::uint64_t run_ = 0;                    ///< losses in a row until now
    std::optional<std::uint64_t> since_loss_;  ///< requests since the last loss, this one included
    std::optional<Rtt> last_rtt_;              ///< of the last answer
    double jitter_ = 0;
    std::vector<LossPeriod> periods_;
};

}  // namespace traypulse::metrics
