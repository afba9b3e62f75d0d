#include "agent/engine/metrics/report.h"

#include <algorithm>
#include <cmath>

namespace traypulse::metrics {
namespace {

Percentiles percentiles_of(const LatencyHistogram& h, Nanoseconds above = {}) {
    return {h.percentile(0.50) - above, h.percentile(0.95) - above, h.percentile(0.99) - above};
}

Nanoseconds mean_of(double sum, std::uint64_t count) {
    return Nanoseconds(std::llround(sum / static_cast<double>(count)));
}

}  // namespace

WindowReport report_of(const Part& part, const std::vector<LossPeriod>& periods, MonoTime begin,
                       MonoTime now) {
    WindowReport out;
    out.span = now - begin;
    out.sent = part.sent();
    out.lost = part.lost;
    out.late = part.late;
    out.duplicates = part.duplicates;
    out.reordered = part.reordered;
    if (out.sent > 0) out.loss = static_cast<double>(out.lost) / static_cast<double>(out.sent);
    if (part.answered > 0) {
        out.rtt = WindowReport::Times{part.rtt.min(), mean_of(part.rtt_sum, part.answered),
                                      part.rtt.max(), percentiles_of(part.rtt)};
        out.pdv = percentiles_of(part.rtt, part.rtt.min());
    }
    if (part.jitters > 0) out.jitter = mean_of(part.jitter_sum, part.jitters);
    if (part.variation.count() > 0) out.ipdv = percentiles_of(part.variation);
    out.loss_periods = part.periods;
    out.longest_loss = part.longest;
    if (part.lost > 0)
        out.mean_loss_length = static_cast<double>(part.lost) /
                               static_cast<double>(std::max<std::uint64_t>(part.periods, 1));
    if (part.distances > 0)
        out.mean_loss_distance =
            static_cast<double>(part.distance_sum) / static_cast<double>(part.distances);
    const auto first = std::find_if(periods.begin(), periods.end(),
                                    [&](const LossPeriod& p) { return p.start.mono >= begin; });
    const std::vector<LossPeriod> inside(first, periods.end());
    out.model = fit_gilbert_elliott(part);
    out.voice = voice_over(part);
    out.pattern = loss_pattern(part, inside, out.span);
    const auto shown = std::min(inside.size(), kMostShownLosses);
    out.newest_losses.assign(inside.end() - static_cast<std::ptrdiff_t>(shown), inside.end());
    return out;
}

}  // namespace traypulse::metrics
