#include "agent/engine/metrics/loss_pattern.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace traypulse::metrics {
namespace {

/// The normal distribution's upper tail.
double beyond(double z) { return std::erfc(z / std::numbers::sqrt2) / 2; }

double log_choose(double n, double k) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

// ---- rhythm ----

constexpr int kFewestCycles = 4;     ///< a rhythm is what has come back so often
constexpr int kMostCycles = 250;     ///< bounds the work
constexpr int kSteps = 4;            ///< frequencies tried for each one that is independent
constexpr double kLeastUnity = 0.5;  ///< squared mean resultant: with a third beside the beat, none
constexpr double kLeastFilled = 0.6;  ///< of the cycles: a cluster or two are no rhythm
/// The lowest frequency with so much of the best one's power is meant: a beat has its power at
/// every harmonic, too.
constexpr double kAlmostBest = 0.6;

struct Beat {
    double unity = 0;   ///< |mean of e^{iφ}|²
    int filled = 0;     ///< cycles with a start in them; one start a cycle counts
    double cycles = 0;  ///< all of them
};

struct Phase {
    double re = 1, im = 0;
    static Phase at(double turns) {
        const double angle = 2 * std::numbers::pi * turns;
        return {std::cos(angle), std::sin(angle)};
    }
    void turn(const Phase& by) {
        const double real = re * by.re - im * by.im;
        im = re * by.im + im * by.re;
        re = real;
    }
};

/// |mean of e^{2πift}|² for f = first, first + step, … : each start's phase is turned on from one
/// frequency to the next, which spares a sine and a cosine for each.
std::vector<double> powers_of(const std::vector<double>& times, double first, double step,
                              std::size_t count) {
    std::vector<double> re(count), im(count);
    for (const double t : times) {
        auto phase = Phase::at(first * t);
        const auto by = Phase::at(step * t);
        for (std::size_t i = 0; i < count; ++i, phase.turn(by)) {
            re[i] += phase.re;
            im[i] += phase.im;
        }
    }
    const auto n = static_cast<double>(times.size());
    for (std::size_t i = 0; i < count; ++i) re[i] = (re[i] * re[i] + im[i] * im[i]) / (n * n);
    return re;
}

/// Starts in the same cycle depend on each other: only the first counts.
Beat beat_at(const std::vector<double>& times, double frequency) {
    std::complex<double> whole;
    for (const double t : times) whole += std::polar(1.0, 2 * std::numbers::pi * frequency * t);
    // Cycles are cut opposite to where the starts gather.
    const double shift = 0.5 - std::arg(whole) / (2 * std::numbers::pi);
    std::complex<double> sum;
    Beat out;
    std::optional<double> last;
    double first = 0;
    for (const double t : times) {
        const double cycle = std::floor(frequency * t + shift);
        if (last && cycle == *last) continue;
        if (!last) first = cycle;
        last = cycle;
        ++out.filled;
        sum += std::polar(1.0, 2 * std::numbers::pi * frequency * t);
    }
    out.cycles = *last - first + 1;
    out.unity = std::norm(sum) / (static_cast<double>(out.filled) * out.filled);
    return out;
}

/// Rayleigh test: the chance of so long a resultant from n directions at random (Greenwood and
/// Durand's approximation, good for few directions as well).
double chance_of_beat(const Beat& b) {
    const double n = b.filled;
    const double resultant = n * n * b.unity;
    return std::exp(std::sqrt(1 + 4 * n + 4 * (n * n - resultant)) - (1 + 2 * n));
}

// ---- load ----

/// The rank of the RTT before a loss, as a share of all: ½ by chance.
constexpr double kLeastRank = 0.7;
/// … and its median is higher by a quarter: what a person calls "slower".
constexpr double kLeastRise = 1.25;
constexpr std::uint64_t kLeastPeriodsForLoad = 6;

}  // namespace

std::string_view to_string(LossPattern p) {
    switch (p) {
        case LossPattern::none:
            return "none";
        case LossPattern::too_few:
            return "too_few";
        case LossPattern::random:
            return "random";
        case LossPattern::bursts:
            return "bursts";
        case LossPattern::periodic:
            return "periodic";
        case LossPattern::load:
            return "load";
    }
    return "none";
}

double chance_of_so_few_runs(std::uint64_t sent, std::uint64_t losses, std::uint64_t periods) {
    if (losses == 0 || losses >= sent) return 1;
    constexpr std::uint64_t kExactLosses = 1000;
    const auto n = static_cast<double>(sent);
    const auto l = static_cast<double>(losses);
    const auto ok = n - l;
    if (losses > kExactLosses) {
        const double mean = l * (ok + 1) / n;
        const double variance = ok * (ok + 1) * l * (l - 1) / (n * n * (n - 1));
        return beyond((mean - static_cast<double>(periods) - 0.5) / std::sqrt(variance));
    }
    // Losses are cut into k runs in C(l − 1, k − 1) ways, which take k of the ok + 1 places between
    // answers. Logarithms, as the ways are more than a double can count.
    double term = std::log(ok + 1) - log_choose(n, l);
    double sum = 0;
    for (std::uint64_t k = 1; k <= std::min({periods, losses, sent - losses + 1}); ++k) {
        sum += std::exp(term);
        const auto runs = static_cast<double>(k);
        term += std::log((l - runs) * (ok + 1 - runs) / (runs * (runs + 1)));
    }
    return std::min(sum, 1.0);
}

std::optional<Nanoseconds> find_rhythm(const std::vector<LossPeriod>& periods,
                                       Nanoseconds between_requests) {
    if (periods.size() < kLeastLossesForPattern - 1) return std::nullopt;
    std::vector<double> times;
    times.reserve(periods.size());
    for (const auto& p : periods)
        times.push_back(
            std::chrono::duration<double>(p.start.mono - periods.front().start.mono).count());
    const double span = times.back();
    const double distance = std::chrono::duration<double>(between_requests).count();
    if (span <= 0 || distance <= 0) return std::nullopt;
    const double most = std::min(kMostCycles / span, 1 / (4 * distance));
    const double step = 1 / (kSteps * span);
    const double least = kFewestCycles / span;
    if (most < least) return std::nullopt;
    const auto powers =
        powers_of(times, least, step, static_cast<std::size_t>((most - least) / step) + 1);
    const double best = *std::max_element(powers.begin(), powers.end());
    if (best < kLeastUnity) return std::nullopt;
    const auto tried = static_cast<double>(powers.size());
    for (std::size_t i = 0; i < powers.size(); ++i) {
        if (powers[i] < kAlmostBest * best) continue;
        if (i + 1 < powers.size() && powers[i + 1] > powers[i]) continue;  // the peak comes yet
        const double f = least + static_cast<double>(i) * step;
        const auto beat = beat_at(times, f);
        if (beat.unity < kLeastUnity || beat.filled < kLeastFilled * beat.cycles) continue;
        if (chance_of_beat(beat) * tried > kFalseAlarm) continue;
        return Nanoseconds(static_cast<std::int64_t>(1e9 / f));
    }
    return std::nullopt;
}

bool grows_with_load(const LatencyHistogram& all, const LatencyHistogram& before) {
    const auto n = static_cast<double>(all.count());
    const auto m = static_cast<double>(before.count());
    if (before.count() < kLeastPeriodsForLoad || all.count() <= before.count()) return false;
    double rank_sum = 0;
    double below = 0;
    double variance = 0;
    auto lost = before.entries().begin();
    for (const auto& e : all.entries()) {
        const double rank = (below + e.count / 2.0) / n;  // of the middle of those that tie
        variance += e.count * (rank - 0.5) * (rank - 0.5) / n;
        // One whose RTT has left the window since takes the rank of the next.
        for (; lost != before.entries().end() && lost->bucket <= e.bucket; ++lost)
            rank_sum += rank * lost->count;
        below += e.count;
    }
    for (; lost != before.entries().end(); ++lost) rank_sum += lost->count;
    const double mean = rank_sum / m;
    if (mean < kLeastRank || variance == 0) return false;
    const auto usual = static_cast<double>(all.percentile(0.5).count());
    if (static_cast<double>(before.percentile(0.5).count()) < kLeastRise * usual) return false;
    return beyond((mean - 0.5) / std::sqrt(variance / m)) <= kFalseAlarm;
}

Pattern loss_pattern(const Part& part, const std::vector<LossPeriod>& periods, Nanoseconds span) {
    if (part.lost == 0) return {LossPattern::none, {}};
    if (part.lost < kLeastLossesForPattern || part.answered < kLeastLossesForPattern)
        return {LossPattern::too_few, {}};
    const auto between = span / static_cast<std::int64_t>(part.sent());
    if (const auto period = find_rhythm(periods, between)) return {LossPattern::periodic, period};
    if (grows_with_load(part.rtt, part.before_loss)) return {LossPattern::load, {}};
    const auto runs = std::max<std::uint64_t>(part.periods, 1);
    if (chance_of_so_few_runs(part.sent(), part.lost, runs) <= kFalseAlarm)
        return {LossPattern::bursts, {}};
    return {LossPattern::random, {}};
}

}  // namespace traypulse::metrics
