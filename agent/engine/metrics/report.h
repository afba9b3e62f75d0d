// The figures of one target, for people and for `status --json`.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "agent/engine/metrics/gilbert_elliott.h"
#include "agent/engine/metrics/loss_pattern.h"
#include "agent/engine/metrics/ttl_watch.h"
#include "agent/engine/metrics/voice.h"
#include "agent/engine/metrics/windows.h"

namespace traypulse::metrics {

/// Nearest-rank percentiles from a histogram: within 0.8 % of the RTT.
struct Percentiles {
    Nanoseconds p50{}, p95{}, p99{};
};

/// Counts, sums, minimum and maximum are exact; percentiles are the histogram's.
struct WindowReport {
    Nanoseconds span{};      ///< from the window's begin, or the first sample, until now
    std::uint64_t sent = 0;  ///< answered + lost; what this machine did not send is not in it
    std::uint64_t lost = 0;
    std::uint64_t late = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t reordered = 0;  ///< RFC 4737
    double loss = 0;              ///< 0..1, RFC 6673

    struct Times {
        Nanoseconds min{}, mean{}, max{};
        Percentiles percentiles;
    };
    std::optional<Times> rtt;           ///< with an answer
    std::optional<Nanoseconds> jitter;  ///< mean of RFC 3550's over the window; with two answers
    std::optional<Percentiles> ipdv;    ///< |IPDV| of consecutive requests, RFC 3393
    std::optional<Percentiles> pdv;     ///< above the window's minimum, RFC 5481 §4.2

    /// RFC 3357.
    std::uint64_t loss_periods = 0;
    std::uint64_t longest_loss = 0;  ///< requests, those before the window's begin included
    std::optional<double> mean_loss_length;
    std::optional<double> mean_loss_distance;  ///< with two losses

    std::optional<GilbertElliott> model;
    std::optional<Voice> voice;
    Pattern pattern;
    std::vector<LossPeriod> newest_losses;  ///< at most kMostShownLosses, newest last
};
/// A line of JSON, not a log.
inline constexpr std::size_t kMostShownLosses = 5;

struct Report {
    std::array<WindowReport, kWindows.size()> windows;
    std::optional<Ttl> ttl;              ///< the usual one of the answers
    std::vector<TtlChange> ttl_changes;  ///< of the last hour, newest last
    [[nodiscard]] const WindowReport& of(Window w) const {
        return windows[static_cast<std::size_t>(w)];
    }
};

/// `periods`: all that are remembered; those that began before `begin` are left out.
[[nodiscard]] WindowReport report_of(const Part& part, const std::vector<LossPeriod>& periods,
                                     MonoTime begin, MonoTime now);

}  // namespace traypulse::metrics
