// What kind of loss it is, in one word, by named tests.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "agent/engine/metrics/loss_period.h"
#include "agent/engine/metrics/part.h"

namespace traypulse::metrics {

enum class LossPattern : std::uint8_t {
    none,      ///< nothing was lost
    too_few,   ///< too few losses, or answers, to say
    random,    ///< no test found an order in it
    bursts,    ///< losses keep together
    periodic,  ///< they come in a rhythm
    load,      ///< they come when the RTT has risen
};
/// "none", "too_few", "random", "bursts", "periodic", "load": the words of `status --json`.
std::string_view to_string(LossPattern);

/// Below so many losses, or answers, nothing is said: even losses that all come in pairs are then
/// no proof against chance.
inline constexpr std::uint64_t kLeastLossesForPattern = 10;
/// Each of the three tests may find an order in random loss so often; together below 1 %.
inline constexpr double kFalseAlarm = 0.003;

struct Pattern {
    LossPattern kind = LossPattern::none;
    std::optional<Nanoseconds> period;  ///< periodic: from one loss to the next
};

/// `periods` are those of the window that began at `from`. The rhythm is sought first, then load,
/// then bursts, because the former explain the latter.
[[nodiscard]] Pattern loss_pattern(const Part& part, const std::vector<LossPeriod>& periods,
                                   Nanoseconds span);

/// The chance that `losses` among `sent` requests fall into at most `periods` runs, if each order
/// is equally likely (Wald–Wolfowitz runs test, one-sided). Exact up to 1000 losses, then normal.
[[nodiscard]] double chance_of_so_few_runs(std::uint64_t sent, std::uint64_t losses,
                                           std::uint64_t periods);
/// The rhythm in the starts of the loss periods: the longest period whose Rayleigh test is
/// significant after correction for all the periods tried (Bonferroni), where the starts fill most
/// of the cycles. Tried: from a quarter of the time they span to 1/250 of it, not below four
/// requests' distance.
[[nodiscard]] std::optional<Nanoseconds> find_rhythm(const std::vector<LossPeriod>& periods,
                                                     Nanoseconds between_requests);
/// Whether the RTT before loss periods is higher than RTTs are: rank-sum test (Mann–Whitney with
/// ties, one-sided) over the histograms, and by so much that a person would see it.
[[nodiscard]] bool grows_with_load(const LatencyHistogram& all, const LatencyHistogram& before);

}  // namespace traypulse::metrics
