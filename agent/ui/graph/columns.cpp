#include "agent/ui/graph/columns.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace traypulse::ui::graph {
namespace {

constexpr double kLittle = 0.02;
constexpr double kSome = 0.10;
/// One request that is missing among regular ones is no gap; two are.
constexpr double kLongestStep = 2.5;
/// So many distances tell how regular the points are.
constexpr std::size_t kLookedAt = 400;

double milliseconds(Nanoseconds d) { return static_cast<double>(d.count()) / 1e6; }

Quantiles quantiles_of(const store::GraphPoint& p) {
    return {milliseconds(p.least), milliseconds(p.p5),  milliseconds(p.p25), milliseconds(p.median),
            milliseconds(p.p75),   milliseconds(p.p95), milliseconds(p.most)};
}

void merge(Column& into, const store::GraphPoint& p) {
    if (p.answered > 0) {
        const auto other = quantiles_of(p);
        const double share =
            static_cast<double>(p.answered) / static_cast<double>(p.answered + into.answered);
        const auto mix = [&](double& a, double b) { a += (b - a) * share; };
        auto& q = into.rtt;
        q.least = into.answered == 0 ? other.least : std::min(q.least, other.least);
        q.most = std::max(q.most, other.most);
        mix(q.p5, other.p5);
        mix(q.p25, other.p25);
        mix(q.median, other.median);
        mix(q.p75, other.p75);
        mix(q.p95, other.p95);
    }
    into.sent += p.sent;
    into.lost += p.lost;
    into.late += p.late;
    into.not_sent += p.not_sent;
    into.answered += p.answered;
}

/// What lies between the beginnings of two points around each one: usually, or nearby where the
/// pace is another one than usual.
class Pace {
 public:
    explicit Pace(const std::vector<store::GraphPoint>& points) : points_(points) {
        std::vector<Micros> distances;
        const auto begin = points.size() > kLookedAt ? points.size() - kLookedAt : 1;
        for (auto i = begin; i < points.size(); ++i) distances.push_back(before(i));
        if (distances.empty()) return;
        const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
        std::nth_element(distances.begin(), middle, distances.end());
        usual_ = *middle;
    }
    /// Nothing was left out before this point.
    [[nodiscard]] bool goes_on(std::size_t i) const {
        if (i == 0) return false;
        const auto width = std::chrono::duration_cast<Micros>(points_[i].width);
        if (before(i) <= std::chrono::duration_cast<Micros>(points_[i - 1].width)) return true;
        const auto nearby = std::max({both(i - 1, i + 1), both(i - 2, i - 1), both(i + 1, i + 2)});
        const auto step = std::max({usual_, width, nearby});
        return static_cast<double>(before(i).count()) <=
               kLongestStep * static_cast<double>(step.count());
    }

 private:
    [[nodiscard]] Micros before(std::size_t i) const {
        return points_[i].from - points_[i - 1].from;
    }
    /// The shorter of two distances: together they make a pace, a single long one is a gap. 0 where
    /// one of them is not there (i - 2 may have wrapped around).
    [[nodiscard]] Micros both(std::size_t a, std::size_t b) const {
        const auto there = [this](std::size_t i) { return i >= 1 && i < points_.size(); };
        return there(a) && there(b) ? std::min(before(a), before(b)) : Micros(0);
    }
    const std::vector<store::GraphPoint>& points_;
    Micros usual_{};
};

/// First and one after the last: where its edges are nearest, or the pixel that its middle is in.
std::pair<int, int> pixels_of(double from, double until) {
    constexpr double kFar = 1e6;  // beyond every screen
    from = std::clamp(from, -kFar, kFar);
    until = std::clamp(until, -kFar, kFar);
    if (until - from >= 1)
        return {static_cast<int>(std::lround(from)), static_cast<int>(std::lround(until))};
    const int x = static_cast<int>(std::floor((from + until) / 2));
    return {x, x + 1};
}

}  // namespace

Loss loss_class(std::uint64_t sent, std::uint64_t lost) {
    if (lost == 0 || sent == 0) return Loss::none;
    const double share = static_cast<double>(lost) / static_cast<double>(sent);
    if (share <= kLittle) return Loss::little;
    return share <= kSome ? Loss::some : Loss::much;
}

std::vector<Column> columns_of(const std::vector<store::GraphPoint>& points,
                               const PixelGrid& grid) {
    std::vector<Column> out;
    const Pace pace(points);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& p = points[i];
        const bool joined = !out.empty() && pace.goes_on(i);
        const auto until = p.from + std::chrono::duration_cast<Micros>(p.width);
        const auto [left, right] = pixels_of(grid.x(p.from), grid.x(until));
        if (left >= grid.width || right <= 0) continue;
        int x = std::max(left, 0);
        const int end = std::min(right, grid.width);
        if (!out.empty() && out.back().end() > x) {
            if (end <= out.back().end()) {
                merge(out.back(), p);
                continue;
            }
            x = out.back().end();
        }
        if (joined) out.back().width = x - out.back().x;
        Column column;
        column.x = x;
        column.width = end - x;
        column.joined = joined;
        merge(column, p);
        out.push_back(column);
    }
    return out;
}

const Column* column_at(const std::vector<Column>& columns, int x) {
    const auto after = std::upper_bound(columns.begin(), columns.end(), x,
                                        [](int at, const Column& c) { return at < c.x; });
    if (after == columns.begin()) return nullptr;
    const auto& found = *std::prev(after);
    return x < found.end() ? &found : nullptr;
}

}  // namespace traypulse::ui::graph
