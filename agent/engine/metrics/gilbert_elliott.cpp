#include "agent/engine/metrics/gilbert_elliott.h"

namespace traypulse::metrics {
namespace {

bool is_probability(double x) { return x > 0 && x < 1; }

std::optional<GilbertElliott> with_h(const Part& part, double a, double b) {
    const auto triples = static_cast<double>(part.lost_lost_lost + part.lost_ok_lost);
    if (triples == 0) return std::nullopt;
    const double c = static_cast<double>(part.lost_lost_lost) / triples;
    const double stay_below = 2 * a * c - b * (a + c);
    if (stay_below == 0) return std::nullopt;
    const double stay = (a * c - b * b) / stay_below;  // 1 − r
    if (!is_probability(stay)) return std::nullopt;
    GilbertElliott out;
    out.r = 1 - stay;
    out.h = 1 - b / stay;
    if (!is_probability(out.h) || 1 - out.h <= a) return std::nullopt;
    out.p = a * out.r / (1 - out.h - a);
    out.h_fitted = true;
    if (!is_probability(out.p)) return std::nullopt;
    return out;
}

}  // namespace

std::optional<GilbertElliott> fit_gilbert_elliott(const Part& part) {
    const auto after_ok = part.after_ok_ok + part.after_ok_lost;
    const auto after_lost = part.after_lost_ok + part.after_lost_lost;
    if (part.lost < kLeastLossesForModel || after_ok == 0 || after_lost == 0) return std::nullopt;
    const double a = static_cast<double>(part.lost) / static_cast<double>(part.sent());
    const double b = static_cast<double>(part.after_lost_lost) / static_cast<double>(after_lost);
    if (part.lost >= kLeastLossesForH)
        if (const auto fitted = with_h(part, a, b)) return fitted;
    GilbertElliott out;
    out.p = static_cast<double>(part.after_ok_lost) / static_cast<double>(after_ok);
    out.r = 1 - b;
    return out;
}

}  // namespace traypulse::metrics
