#include "agent/ui/graph/value_axis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "agent/translations/translate.h"

namespace traypulse::ui::graph {
namespace {

/// Of the time: what lies above for less than the rest of it is a spike.
constexpr double kUsualLine = 0.98;
constexpr double kUsualSmoke = 0.9;
constexpr double kHeadroom = 1.1;
/// The smoke may take so much more room than the line does.
constexpr double kSmokeRoom = 2;
/// A line that trembles by microseconds is a straight one.
constexpr double kLeastTop = 1.0;

/// Below it lies `share` of all time; of pairs of a value and how many pixels it has.
double quantile(std::vector<std::pair<double, int>> values, double share) {
    std::sort(values.begin(), values.end());
    long all = 0;
    for (const auto& v : values) all += v.second;
    auto left = static_cast<long>(std::ceil(static_cast<double>(all) * share));
    for (const auto& v : values) {
        left -= v.second;
        if (left <= 0) return v.first;
    }
    return values.empty() ? 0 : values.back().first;
}

struct RoundTop {
    double top;
    int parts;  // lines divide it so
};
constexpr std::array kTops{RoundTop{1, 2}, RoundTop{1.5, 3}, RoundTop{2, 2}, RoundTop{3, 3},
                           RoundTop{4, 2}, RoundTop{5, 2},   RoundTop{6, 3}, RoundTop{8, 2}};

}  // namespace

double ValueAxis::height(double milliseconds) const {
    return std::clamp(milliseconds / top, 0.0, 1.0);
}

ValueAxis value_axis_for(const std::vector<Column>& columns) {
    std::vector<std::pair<double, int>> medians;
    std::vector<std::pair<double, int>> smoke;
    double most = 0;
    for (const auto& c : columns) {
        if (c.answered == 0) continue;
        medians.emplace_back(c.rtt.median, c.width);
        smoke.emplace_back(c.rtt.p95, c.width);
        most = std::max(most, c.rtt.most);
    }
    const double line = quantile(std::move(medians), kUsualLine);
    double wanted = std::clamp(quantile(std::move(smoke), kUsualSmoke), line, line * kSmokeRoom);
    if (most <= wanted * 1.5) wanted = most;  // then everything has room
    wanted = std::max(wanted * kHeadroom, kLeastTop);
    double unit = std::pow(10.0, std::floor(std::log10(wanted)));
    auto fits = std::find_if(kTops.begin(), kTops.end(),
                             [&](const RoundTop& r) { return r.top * unit >= wanted; });
    if (fits == kTops.end()) {
        fits = kTops.begin();
        unit *= 10;
    }
    ValueAxis out;
    out.top = fits->top * unit;
    for (int i = 1; i <= fits->parts; ++i) out.at.push_back(out.top * i / fits->parts);
    return out;
}

std::string latency_words(double milliseconds) {
    std::array<char, 32> text{};
    if (milliseconds >= 1000)
        std::snprintf(text.data(), text.size(), "%.3g", milliseconds / 1000);
    else if (milliseconds >= 10)
        std::snprintf(text.data(), text.size(), "%.0f", milliseconds);
    else
        std::snprintf(text.data(), text.size(), "%.2g", milliseconds);
    const auto number = localised(text.data());
    return milliseconds >= 1000 ? tr("{0} s", number) : tr("{0} ms", number);
}

}  // namespace traypulse::ui::graph
