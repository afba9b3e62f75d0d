#include "agent/ui/graph/series.h"

#include <algorithm>

namespace traypulse::ui::graph {
namespace {

using std::chrono::seconds;

/// Beside the visible part on each side, so that a drag has something to draw.
constexpr double kBesidePoints = 0.5;
constexpr int kBesideStates = 1;  // spans
/// A picture made for columns up to so much wider or narrower still looks right.
constexpr double kGoodFactor = 1.5;
constexpr std::size_t kOverviewPoints = 2000;
/// Live: not more often than this, nor than a quarter of a point, but once a minute for all.
constexpr Micros kLeastTail = seconds(1);
constexpr Micros kMostTail = seconds(60);
/// So many points of the tail are asked again: the last ones were not complete.
constexpr std::int64_t kTailAgain = 4;
/// A tail of more points is as well asked anew.
constexpr std::int64_t kLongTail = 500;
/// So much of the states is asked again: what was thought to last may have ended meanwhile.
constexpr Micros kStatesAgain = seconds(120);
/// The last heartbeat of a state that lasts may be so old.
constexpr Micros kHeartbeat = seconds(90);

store::TimeRange widened(const PixelGrid& grid, double factor, WallTime now) {
    const auto span = grid.right() - grid.left;
    const auto beside =
        Micros(static_cast<std::int64_t>(static_cast<double>(span.count()) * factor));
    return {grid.left - beside, std::min(grid.right() + beside, now)};
}

Micros width_of(const store::Graph& graph) {
    return std::max(std::chrono::duration_cast<Micros>(graph.width), Micros(1));
}

Micros tail_due(const store::Graph& graph) {
    return std::clamp(width_of(graph) / 4, kLeastTail, kMostTail);
}

bool covers(store::TimeRange outer, store::TimeRange inner) {
    return outer.from <= inner.from && outer.until >= inner.until;
}

}  // namespace

bool Series::is_good(const Points& points, const PixelGrid& grid, WallTime now) const {
    const double factor =
        static_cast<double>(grid.step.count()) / static_cast<double>(points.step.count());
    if (factor > kGoodFactor || factor < 1 / kGoodFactor) return false;
    // What has come since it was asked is the tail's matter.
    const auto newest = now - std::max(kMostTail, width_of(points.graph) * kLongTail);
    const auto until = std::min(grid.right(), now);
    return covers(
        points.range,
        {grid.left, points.range.until >= newest ? std::min(until, points.range.until) : until});
}

Question Series::tail_question(WallTime now) const {
    const auto width = width_of(fine_->graph);
    const auto missing = now - fine_->range.until;
    // The history chooses the width of points by length ÷ number: this gives the same one again.
    const auto again = missing / width + 1 + kTailAgain;
    return {Asked::tail,
            target_.id,
            {now - width * again, now},
            static_cast<std::size_t>(again + 1),
            fine_->step};
}

std::vector<Question> Series::wanted(const PixelGrid& grid, WallTime now, bool graph) const {
    std::vector<Question> out;
    if (graph) {
        if (!fine_ || !is_good(*fine_, grid, now)) {
            const auto range = widened(grid, kBesidePoints, now);
            const auto columns = (range.until - range.from) / grid.step;
            if (range.until > range.from)
                out.push_back({Asked::points, target_.id, range,
                               static_cast<std::size_t>(std::max<std::int64_t>(columns, 1)),
                               grid.step});
        } else if (fine_->range.until < std::min(grid.right(), now) &&
                   now - fine_->range.until >= tail_due(fine_->graph)) {
            out.push_back(tail_question(now));
        }
        if (!overview_ && target_.added < now)
            out.push_back({Asked::overview, target_.id, {target_.added, now}, kOverviewPoints, {}});
    }
    const auto visible = store::TimeRange{grid.left, std::min(grid.right(), now)};
    if (!states_range_ || visible.from < states_range_->from ||
        visible.until > states_range_->until + kStatesAgain)
        out.push_back({Asked::states, target_.id, widened(grid, kBesideStates, now), 0, grid.step});
    else if (visible.until - states_range_->until >= kLeastTail)
        out.push_back({Asked::states,
                       target_.id,
                       {std::max(states_range_->from, states_range_->until - kStatesAgain), now},
                       0,
                       grid.step});
    return out;
}

void Series::answer(const Question& question, store::Graph graph) {
    if (question.what == Asked::overview)
        overview_ = Points{std::move(graph), question.range, question.step};
    else if (question.what == Asked::points)
        fine_ = Points{std::move(graph), question.range, question.step};
    else if (fine_ && question.step == fine_->step)  // else it was asked for another picture
        append(graph, question.range);
}

void Series::append(const store::Graph& tail, store::TimeRange range) {
    auto& points = fine_->graph.points;
    if (range.from > fine_->range.until || width_of(tail) != width_of(fine_->graph)) return;
    if (!tail.points.empty()) {
        const auto from = tail.points.front().from;
        std::erase_if(points, [&](const auto& p) { return p.from >= from; });
        points.insert(points.end(), tail.points.begin(), tail.points.end());
    }
    fine_->range.until = std::max(fine_->range.until, range.until);
}

void Series::answer(const Question& question, std::vector<store::StateInterval> states) {
    for (auto& s : states)
        if (s.open && question.range.until - s.until < kHeartbeat)
            s.until = std::max(s.until, question.range.until);
    const bool goes_on = states_range_ && question.range.from >= states_range_->from &&
                         question.range.from <= states_range_->until &&
                         question.range.until > states_range_->until;
    if (!goes_on) {
        states_ = std::move(states);
        states_range_ = question.range;
        return;
    }
    if (!states.empty())
        std::erase_if(states_, [&](const auto& s) { return s.from >= states.front().from; });
    states_.insert(states_.end(), states.begin(), states.end());
    states_range_->until = question.range.until;
}

std::vector<store::GraphPoint> Series::points(store::TimeRange range) const {
    std::vector<store::GraphPoint> out;
    const auto take = [&](const std::vector<store::GraphPoint>& from, store::TimeRange part) {
        if (part.from >= part.until) return;
        auto begin = std::lower_bound(from.begin(), from.end(), part.from,
                                      [](const auto& p, WallTime at) { return p.from < at; });
        auto end = std::lower_bound(begin, from.end(), part.until,
                                    [](const auto& p, WallTime at) { return p.from < at; });
        if (begin != from.begin() && out.empty()) --begin;  // it may reach into the part
        if (end != from.end() && part.until == range.until) ++end;
        out.insert(out.end(), begin, end);
    };
    const store::TimeRange fine =
        fine_ ? store::TimeRange{std::clamp(fine_->range.from, range.from, range.until),
                                 std::clamp(fine_->range.until, range.from, range.until)}
              : store::TimeRange{range.from, range.from};
    if (overview_) take(overview_->graph.points, {range.from, fine.from});
    if (fine_) take(fine_->graph.points, fine);
    if (overview_) take(overview_->graph.points, {fine.until, range.until});
    return out;
}

Watched Series::watched(WallTime now) const {
    if (!states_range_) return {now, now};
    return {std::max(states_range_->from, target_.added),
            std::min(states_range_->until, target_.removed.value_or(now))};
}

}  // namespace traypulse::ui::graph
