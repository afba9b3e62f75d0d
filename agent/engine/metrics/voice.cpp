#include "agent/engine/metrics/voice.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace traypulse::metrics {
namespace {

// ITU-T G.107 (06/2015), Table 2: default values. dB, except where said.
constexpr double kSlr = 8, kRlr = 2, kStmr = 15, kDs = 3, kDr = 3;
constexpr double kTelr = 65, kWepl = 110;
constexpr double kQdu = 1;                // number of quantisation distortion units
constexpr double kNc = -70, kNfor = -64;  // dBm0p, dBmp
constexpr double kPs = 35, kPr = 35;      // dB(A): room noise at both ends
constexpr double kLeastBurst = 1, kMostBurst = 8;

double square(double x) { return x * x; }
double power(double decibels) { return std::pow(10, decibels / 10); }

/// Sum of all noise, No (7-3 … 7-7).
double noise() {
    const double olr = kSlr + kRlr;
    const double sender = kPs - kSlr - kDs - 100 + 0.004 * square(kPs - olr - kDs - 14);
    const double room = kPr + 10 * std::log10(1 + power(10 - (kStmr + kDr)));
    const double receiver = kRlr - 121 + room + 0.008 * square(room - 35);
    return 10 * std::log10(power(kNc) + power(sender) + power(receiver) + power(kNfor + kRlr));
}

/// What comes together with the voice, Is (7-8 … 7-17).
double simultaneous(double no, double ro, double t) {
    const double xolr = kSlr + kRlr + 0.2 * (64 + no - kRlr);
    const double loudness = 20 * (std::pow(1 + std::pow(xolr / 8, 8), 1.0 / 8) - xolr / 8);
    const double masked = -10 * std::log10(power(-kStmr) + std::exp(-t / 4) * power(-kTelr));
    const double sidetone = 12 * std::pow(1 + std::pow((masked - 13) / 6, 8), 1.0 / 8) -
                            28 * std::pow(1 + std::pow((masked + 1) / 19.4, 35), 1.0 / 35) -
                            13 * std::pow(1 + std::pow((masked - 3) / 33, 13), 1.0 / 13) + 29;
    const double q = 37 - 15 * std::log10(kQdu);
    const double g = 1.07 + 0.258 * q + 0.0602 * q * q;
    const double y = (ro - 100) / 15 + 46 / 8.4 - g / 9;
    const double z = 46.0 / 30 - g / 40;
    const double quantising = 15 * std::log10(1 + std::pow(10, y) + std::pow(10, z));
    return loudness + sidetone + quantising;
}

/// Talker echo, listener echo and delay, Id (7-18 … 7-27).
double delayed(double no, double ro, double t) {
    const double terv =
        kTelr - 40 * std::log10((1 + t / 10) / (1 + t / 150)) + 6 * std::exp(-0.3 * t * t);
    const double roe = -1.5 * (no - kRlr);
    const double re = 80 + 2.5 * (terv - 14);
    const double talker =
        ((roe - re) / 2 + std::sqrt(square(roe - re) / 4 + 100) - 1) * (1 - std::exp(-t));
    const double rle = 10.5 * (kWepl + 7) * std::pow(2 * t + 1, -0.25);
    const double listener = (ro - rle) / 2 + std::sqrt(square(ro - rle) / 4 + 169);
    double late = 0;
    if (t > 100) {
        const double x = std::log2(t / 100);
        late = 25 * (std::pow(1 + std::pow(x, 6), 1.0 / 6) -
                     3 * std::pow(1 + std::pow(x / 3, 6), 1.0 / 6) + 2);
    }
    return talker + listener + late;
}

}  // namespace

double rating(const Connection& c) {
    const double t = Rtt(std::max(c.one_way, Nanoseconds::zero())).milliseconds();
    const double no = noise();
    const double ro = 15 - 1.5 * (kSlr + no);
    const double percent = 100 * std::clamp(c.loss, 0.0, 1.0);
    const double burst = std::clamp(c.burst_ratio, kLeastBurst, kMostBurst);
    const double equipment = kEquipmentImpairment + (95 - kEquipmentImpairment) * percent /
                                                        (percent / burst + kLossRobustness);
    return std::max(0.0, ro - simultaneous(no, ro, t) - delayed(no, ro, t) - equipment);
}

double mean_opinion(double r) {
    if (r <= 0) return 1;
    if (r >= 100) return 4.5;
    // Annex B's cubic dips below 1 for the smallest ratings, where the scale has nothing.
    return std::max(1.0, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}

std::optional<Voice> voice_over(const Part& part) {
    if (part.answered < kLeastAnswersForVoice) return std::nullopt;
    const double lost = static_cast<double>(part.lost) / static_cast<double>(part.sent());
    const auto periods = std::max<std::uint64_t>(part.periods, 1);
    Connection c;
    // Mean length of a loss period over that of random loss, 1 ÷ (1 − Ppl).
    if (part.lost > 0)
        c.burst_ratio = static_cast<double>(part.lost) / static_cast<double>(periods) * (1 - lost);
    std::optional<Voice> best;
    for (const double share : std::array{0.95, 0.99, 1.0}) {
        const auto variation = part.rtt.percentile(share) - part.rtt.min();
        const auto buffer = std::min(variation, kLongestBuffer);
        const double too_late = part.rtt.share_above(part.rtt.min() + buffer);
        c.one_way = part.rtt.min() / 2 + kPacketTime + buffer;
        c.loss = lost + (1 - lost) * too_late;
        const double r = rating(c);
        if (!best || r > best->rating) best = Voice{r, mean_opinion(r), buffer};
    }
    return best;
}

}  // namespace traypulse::metrics
