// Single requests of one target, and what their losses have in common.
#pragma once

#include "agent/report/facts.h"

namespace traypulse::report {

/// Samples in order of time, then take(). One thread.
class LossStudent {
 public:
    /// In the order of time; those with state down count.
    explicit LossStudent(const std::vector<store::StateInterval>& intervals);
    void add(const store::Sample& sample);
    LossStudy take();

 private:
    [[nodiscard]] bool is_down(WallTime time);
    [[nodiscard]] std::size_t local_hour(WallTime time);
    void end_period();

    std::vector<store::TimeRange> down_;
    std::size_t at_ = 0;
    std::int64_t quarter_ = -1;
    std::size_t hour_ = 0;
    LossStudy study_;
    std::uint64_t number_ = 0;  ///< of requests that count
    std::uint64_t last_loss_ = 0;
    std::uint64_t distances_ = 0, distance_sum_ = 0;
    std::uint64_t run_ = 0;
    WallTime run_began_;
    std::optional<WallTime> first_, last_;
    std::optional<Nanoseconds> answer_before_;
    std::vector<metrics::LossPeriod> newest_;
    metrics::LatencyHistogram all_, before_loss_;
};

}  // namespace traypulse::report
