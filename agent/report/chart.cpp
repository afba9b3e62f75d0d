// The graphics of one target: latency as a median line over the smoke of percentiles, loss, and the
// ribbon of states, on one axis of local time.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "agent/report/html.h"
#include "agent/report/local_time.h"
#include "agent/report/sections.h"
#include "agent/report/svg.h"
#include "agent/report/words.h"
#include "agent/translations/translate.h"

namespace traypulse::report {
namespace {

using store::GraphPoint;
using store::TimeRange;

// In units of the viewBox: 680 are the 180 mm between the margins.
constexpr double kWidth = 680;
constexpr double kLeft = 44;
constexpr double kRight = 676;
constexpr double kLatencyTop = 11, kLatencyBottom = 84;
constexpr double kLossTop = 93, kLossBottom = 123;
constexpr double kRibbonTop = 129, kRibbonBottom = 138;
constexpr double kHeight = 152;

/// Loss below this share is no bar: a scale of three decades, 0.1 to 100 %.
constexpr double kLeastLoss = 0.001;
/// The scale shows what so many points have in their upper quarter; what is higher is cut.
constexpr double kShownShare = 0.985;

struct Axis {
    TimeRange range;
    double most_ms = 1;

    [[nodiscard]] double x(WallTime t) const {
        const auto in =
            static_cast<double>((t - range.from).count()) /
            static_cast<double>(std::max<std::int64_t>((range.until - range.from).count(), 1));
        return kLeft + std::clamp(in, 0.0, 1.0) * (kRight - kLeft);
    }
    [[nodiscard]] double y(Nanoseconds rtt) const {
        const double in = std::clamp(Rtt(rtt).milliseconds() / most_ms, 0.0, 1.0);
        return kLatencyBottom - in * (kLatencyBottom - kLatencyTop);
    }
    static double loss_y(double share) {
        const double in = (std::log10(std::max(share, kLeastLoss)) + 3) / 3;
        return kLossBottom - in * (kLossBottom - kLossTop);
    }
};

/// 1, 2 or 5 times a power of ten, at least this.
double nice(double value) {
    const double power = std::pow(10, std::floor(std::log10(std::max(value, 1e-3))));
    for (const double step : {1.0, 2.0, 3.0, 5.0})
        if (step * power >= value) return step * power;
    return 10 * power;
}

/// LOOK: green, sky blue to 2 %, orange to 10 %, vermilion.
std::size_t loss_class(const GraphPoint& p) {
    if (p.lost == 0) return 0;
    const double share =
        static_cast<double>(p.lost) / static_cast<double>(std::max(p.sent, p.lost));
    return share <= 0.02 ? 1 : share <= 0.1 ? 2 : 3;
}
constexpr std::array<const char*, 4> kLossColours{"#009E73", "#56B4E9", "#E69F00", "#D55E00"};

/// Points with answers, in pieces without a hole.
std::vector<std::vector<const GraphPoint*>> pieces(const store::Graph& graph) {
    std::vector<std::vector<const GraphPoint*>> out;
    const GraphPoint* last = nullptr;
    for (const auto& p : graph.points) {
        if (p.answered == 0) {
            last = nullptr;
            continue;
        }
        const bool joins = last != nullptr && p.from - last->from <= last->width * 3 / 2;
        if (!joins) out.emplace_back();
        out.back().push_back(&p);
        last = &p;
    }
    return out;
}

WallTime middle(const GraphPoint& p) {
    return p.from + std::chrono::duration_cast<WallTime::duration>(p.width / 2);
}

/// A point alone is as wide as its time.
std::string smoke(const std::vector<const GraphPoint*>& piece, const Axis& axis,
                  Nanoseconds GraphPoint::*low, Nanoseconds GraphPoint::*high,
                  const char* opacity) {
    std::string there, back;
    const auto corner = [&](WallTime t, Nanoseconds rtt) {
        return coordinate(axis.x(t)) + " " + coordinate(axis.y(rtt));
    };
    const auto& first = *piece.front();
    const auto& last = *piece.back();
    const auto end = last.from + std::chrono::duration_cast<WallTime::duration>(last.width);
    there = "M" + corner(first.from, first.*high);
    back = "L" + corner(first.from, first.*low) + "Z";
    for (const auto* p : piece) {
        there += "L" + corner(middle(*p), p->*high);
        back.insert(0, "L" + corner(middle(*p), p->*low));
    }
    there += "L" + corner(end, last.*high) + "L" + corner(end, last.*low);
    return "<path d=\"" + there + back + "\" fill=\"#000\" fill-opacity=\"" + opacity + "\"/>";
}

std::string median(const std::vector<const GraphPoint*>& piece, const Axis& axis) {
    std::array<std::string, kLossColours.size()> paths;
    std::size_t drawn = kLossColours.size();
    WallTime at = piece.front()->from;
    Nanoseconds level = piece.front()->median;
    for (const auto* p : piece) {
        const auto colour = loss_class(*p);
        const auto end = p->from + std::chrono::duration_cast<WallTime::duration>(p->width);
        if (colour != drawn)
            paths[colour] += "M" + coordinate(axis.x(at)) + " " + coordinate(axis.y(level));
        paths[colour] += "L" + coordinate(axis.x(middle(*p))) + " " + coordinate(axis.y(p->median));
        if (p == piece.back())
            paths[colour] += "L" + coordinate(axis.x(end)) + " " + coordinate(axis.y(p->median));
        drawn = colour;
        at = middle(*p);
        level = p->median;
    }
    std::string out;
    for (std::size_t c = 0; c < paths.size(); ++c)
        if (!paths[c].empty())
            out += "<path d=\"" + paths[c] + "\" fill=\"none\" stroke=\"" + kLossColours[c] +
                   "\" stroke-width=\"1.3\" stroke-linejoin=\"round\"/>";
    return out;
}

double scale_of(const store::Graph& graph) {
    std::vector<double> upper, medians;
    for (const auto& p : graph.points)
        if (p.answered > 0) {
            upper.push_back(Rtt(p.p75).milliseconds());
            medians.push_back(Rtt(p.median).milliseconds());
        }
    if (upper.empty()) return 1;
    const auto rank = [](std::vector<double>& v, double share) {
        const auto at =
            v.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(v.size() - 1));
        std::nth_element(v.begin(), at, v.end());
        return *at;
    };
    return nice(std::max(rank(upper, kShownShare) * 1.25, rank(medians, 0.5) * 1.6));
}

std::string latency(const TargetFacts& t, const Axis& axis) {
    std::string out;
    for (int i = 0; i <= 2; ++i) {
        const double y = kLatencyBottom - i * (kLatencyBottom - kLatencyTop) / 2;
        out += line(kLeft, y, kRight, y, i == 0 ? kFrame : kGrid);
        const double ms = axis.most_ms * i / 2;
        out += label(kLeft - 4, y + 2.6, "end",
                     tr("{0} ms", localised(fixed(ms, ms < 3 && ms > 0 ? 1 : 0))));
    }
    bool cut = false;
    for (const auto& piece : pieces(t.graph)) {
        out += smoke(piece, axis, &GraphPoint::p5, &GraphPoint::p95, ".16");
        out += smoke(piece, axis, &GraphPoint::p25, &GraphPoint::p75, ".3");
        out += median(piece, axis);
        for (const auto* p : piece) cut = cut || Rtt(p->p95).milliseconds() > axis.most_ms;
    }
    if (t.totals.rtt.count() == 0)
        out += label((kLeft + kRight) / 2, (kLatencyTop + kLatencyBottom) / 2, "middle",
                     tr("no answer in this period"));
    else if (cut)
        out += label(kRight, kLatencyTop - 4, "end",
                     tr("some answers took longer, up to {0}", milliseconds(t.totals.rtt.max())));
    return out;
}

std::string losses(const TargetFacts& t, const Axis& axis) {
    std::string out;
    for (const double share : {0.01, 0.1, 1.0}) {
        const double y = Axis::loss_y(share);
        out += line(kLeft, y, kRight, y, kGrid);
        out += label(kLeft - 4, y + 2.6, "end",
                     percent_text(std::to_string(static_cast<int>(share * 100))));
    }
    out += line(kLeft, kLossBottom, kRight, kLossBottom, kFrame);
    for (const auto& p : t.graph.points) {
        if (p.lost == 0 || p.sent == 0) continue;
        const double share = static_cast<double>(p.lost) / static_cast<double>(p.sent);
        if (share < kLeastLoss) continue;
        const double from = axis.x(p.from);
        const double until =
            axis.x(p.from + std::chrono::duration_cast<WallTime::duration>(p.width));
        const double y = Axis::loss_y(share);
        out += bar(from, y, until - from, kLossBottom - y, kLossColours[loss_class(p)]);
    }
    return out;
}

std::string ribbon(const TargetFacts& t, const Axis& axis) {
    const double height = kRibbonBottom - kRibbonTop;
    auto out = bar(kLeft, kRibbonTop, kRight - kLeft, height, "url(#h-unknown)");
    for (const auto& i : t.intervals) {
        const double from = axis.x(i.from);
        const double width = axis.x(i.until) - from;
        if (width <= 0) continue;
        switch (i.state) {
            case TargetState::up:
                // Down to nothing but its colour, so that what is wrong stands out in print.
                out += bar(from, kRibbonTop, width, height, "#fff") +
                       bar(from, kRibbonTop + height / 2 - 1, width, 2, "#009E73");
                break;
            case TargetState::degraded:
                out += bar(from, kRibbonTop, width, height, "url(#h-degraded)");
                break;
            case TargetState::down:
                out += bar(from, kRibbonTop, width, height, "url(#h-down)");
                break;
            case TargetState::paused:
                out += bar(from, kRibbonTop, width, height, "#fff");
                break;
            case TargetState::unknown:
                break;
        }
    }
    return out + "<rect x=\"" + coordinate(kLeft) + "\" y=\"" + coordinate(kRibbonTop) +
           "\" width=\"" + coordinate(kRight - kLeft) + "\" height=\"" + coordinate(height) +
           "\" " + kFrame + "/>" +
           label(kLeft - 4, kRibbonBottom - 1.5, "end", trc("of a ribbon", "state"));
}

/// Midnights; hours where the range is short, months where it is long.
std::string time_axis(const Axis& axis) {
    const auto length = axis.range.until - axis.range.from;
    const bool hours = length <= std::chrono::hours(50);
    const bool months = length > std::chrono::hours(24 * 100);
    std::vector<std::pair<WallTime, std::string>> ticks;
    if (hours) {
        const auto step = std::chrono::hours(length <= std::chrono::hours(13)   ? 1
                                             : length <= std::chrono::hours(26) ? 3
                                                                                : 6);
        for (const auto& day : days_of(axis.range)) {
            const auto midnight = day_begin(day.from);
            for (auto t = midnight; t < day.until; t += step)
                if (t >= day.from)
                    ticks.emplace_back(t, hour_of(t) == 0 ? day_name(t) : clock_text(t));
        }
    } else {
        for (const auto& part : months ? months_of(axis.range) : days_of(axis.range))
            if (part.from > axis.range.from || day_begin(part.from) == part.from)
                ticks.emplace_back(part.from, months ? month_name(part.from) : day_name(part.from));
    }
    constexpr std::size_t kMostLabels = 9;
    const auto every = (ticks.size() + kMostLabels - 1) / kMostLabels;
    std::string out;
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const double x = axis.x(ticks[i].first);
        out += line(x, kLatencyTop, x, kRibbonBottom + 3, kGrid);
        if (every > 0 && i % every == 0 && x < kRight - 20)
            out += label(x + 2, kHeight - 4, "start", ticks[i].second);
    }
    return out;
}

}  // namespace

std::string target_chart(const TargetFacts& target, TimeRange range) {
    const Axis axis{range, scale_of(target.graph)};
    return "<svg viewBox=\"0 0 " + coordinate(kWidth) + " " + coordinate(kHeight) +
           "\" role=\"img\" aria-label=\"" +
           tr("Latency, loss and state of {0}", escaped(target.name)) + "\">" + time_axis(axis) +
           latency(target, axis) + losses(target, axis) + ribbon(target, axis) + "</svg>";
}

}  // namespace traypulse::report
