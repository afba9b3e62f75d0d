// What of the history is at hand for one target, and what must be asked to draw it well. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/store/history.h"
#include "agent/ui/graph/ribbon.h"
#include "agent/ui/graph/time_axis.h"

namespace traypulse::ui::graph {

enum class Asked : std::uint8_t {
    points,    ///< of the visible part, and some beside it
    tail,      ///< what has come since
    overview,  ///< all there is, coarsely: what is drawn where nothing better is at hand
    states,
};

struct Question {
    Asked what = Asked::points;
    store::HistoryTarget target;
    store::TimeRange range;
    std::size_t most_points = 0;  ///< 0 for states
    Micros step{};                ///< of the grid that it is asked for
};

/// Value; what is drawn in a frame is what is at hand, however old or coarse.
class Series {
 public:
    explicit Series(store::KnownTarget target) : target_(std::move(target)) {}

    [[nodiscard]] const store::KnownTarget& target() const { return target_; }
    /// It was renamed, removed, added again; what is known of it stays.
    void set_target(store::KnownTarget target) { target_ = std::move(target); }

    /// What would make the picture better, most needed first; empty: nothing. `graph`: it is drawn,
    /// not just its ribbon.
    [[nodiscard]] std::vector<Question> wanted(const PixelGrid& grid, WallTime now,
                                               bool graph) const;
    void answer(const Question& question, store::Graph graph);
    void answer(const Question& question, std::vector<store::StateInterval> states);

    /// The points at hand for this part, finest first where both are there; with a neighbour on
    /// each side.
    [[nodiscard]] std::vector<store::GraphPoint> points(store::TimeRange range) const;
    [[nodiscard]] const std::vector<store::StateInterval>& states() const { return states_; }
    /// Where states are known, or known to be unknown.
    [[nodiscard]] Watched watched(WallTime now) const;
    [[nodiscard]] bool has_points() const { return fine_.has_value() || overview_.has_value(); }

 private:
    struct Points {
        store::Graph graph;
        store::TimeRange range;
        Micros step{};
    };
    [[nodiscard]] bool is_good(const Points& points, const PixelGrid& grid, WallTime now) const;
    [[nodiscard]] Question tail_question(WallTime now) const;
    void append(const store::Graph& tail, store::TimeRange range);

    store::KnownTarget target_;
    std::optional<Points> fine_;
    std::optional<Points> overview_;
    std::vector<store::StateInterval> states_;
    std::optional<store::TimeRange> states_range_;
};

}  // namespace traypulse::ui::graph
