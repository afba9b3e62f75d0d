#include "agent/cli/watch_past.h"

#include <algorithm>

namespace traypulse::cli {
namespace {

/// Rounded up, so that the columns cover all of the span.
Nanoseconds column_width(Nanoseconds span, std::size_t count) {
    constexpr Nanoseconds kLeast = std::chrono::seconds(1);
    const auto n = static_cast<std::int64_t>(count);
    return std::max(kLeast, Nanoseconds((span.count() + n - 1) / n));
}

/// From one request to the next, usually; 0 where there are too few to say.
Nanoseconds usual_distance(const std::vector<store::GraphPoint>& points) {
    std::vector<Nanoseconds> distances;
    for (std::size_t i = 1; i < points.size(); ++i)
        distances.emplace_back(points[i].from - points[i - 1].from);
    if (distances.empty()) return {};
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::nth_element(distances.begin(), middle, distances.end());
    return *middle;
}

}  // namespace

std::vector<WatchColumn> watch_columns(const store::Graph& graph, WallTime now, Nanoseconds span,
                                       std::size_t count) {
    if (count == 0) return {};
    const auto width = column_width(span, count).count();
    const auto column_of = [&](WallTime at) {
        return Nanoseconds(at.time_since_epoch()).count() / width;
    };
    const auto first = column_of(now) - static_cast<std::int64_t>(count) + 1;
    struct Sum {
        std::uint64_t sent = 0, lost = 0;
        std::optional<Rtt> latency;
    };
    std::vector<Sum> sums(count);
    for (const auto& p : graph.points) {
        const auto at = column_of(p.from) - first;
        if (at < 0 || at >= static_cast<std::int64_t>(count)) continue;
        auto& sum = sums[static_cast<std::size_t>(at)];
        sum.sent += p.sent;
        sum.lost += p.lost;
        // Of several points the slowest: that is what somebody watches for.
        if (p.answered > 0 && (!sum.latency || Rtt(p.median) > *sum.latency))
            sum.latency = Rtt(p.median);
    }
    // Where requests are rarer than columns, one stands until the next is due.
    const auto stands = usual_distance(graph.points).count() / width;
    std::vector<WatchColumn> out;
    std::int64_t held = 0;
    for (const auto& sum : sums) {
        if (sum.sent > 0) {
            held = 0;
            out.push_back(
                {true, static_cast<double>(sum.lost) / static_cast<double>(sum.sent), sum.latency});
        } else {
            const bool stays = !out.empty() && out.back().asked && held++ < stands;
            out.push_back(stays ? out.back() : WatchColumn{});
        }
    }
    return out;
}

void WatchPast::fill(WatchView& view, std::size_t first, std::size_t last, Nanoseconds span,
                     std::size_t columns) {
    if (columns == 0) return;
    const auto known = history_.targets();
    if (!known) return;
    const auto width = std::chrono::ceil<WallTime::duration>(column_width(span, columns) *
                                                             static_cast<std::int64_t>(columns));
    const store::TimeRange range{view.taken - width, view.taken + std::chrono::seconds(1)};
    for (auto i = first; i < std::min(last, view.targets.size()); ++i) {
        auto& t = view.targets[i];
        const auto it = std::find_if(
            known.value().begin(), known.value().end(),
            [&](const auto& k) { return !k.removed && k.name == t.name && k.check == t.check; });
        if (it == known.value().end()) continue;
        if (const auto graph = history_.graph(it->id, range, columns))
            t.past = watch_columns(graph.value(), view.taken, span, columns);
    }
}

}  // namespace traypulse::cli
