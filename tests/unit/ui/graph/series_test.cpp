#include "agent/ui/graph/series.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/ui/graph/graph_values.h"

using namespace traypulse;
using namespace traypulse::ui::graph;
using namespace traypulse::test;

namespace {

store::KnownTarget known_shop() {
    store::KnownTarget t;
    t.id = store::HistoryTarget{7};
    t.name = "Shop";
    t.added = kNoon - 1000h;
    return t;
}

/// What the history would answer: points of a width that suits, with one latency all over.
store::Graph answer_to(const Question& q, double rtt = 12) {
    store::Graph out;
    const auto length = q.range.until - q.range.from;
    Micros width(1s);
    while (length / width >= static_cast<std::int64_t>(q.most_points)) width *= 2;
    out.width = width;
    auto at = WallTime(width * (q.range.from.time_since_epoch() / width));
    for (; at < q.range.until; at += width) out.points.push_back(point(at, width, rtt));
    return out;
}

struct SeriesFixture {
    Series series{known_shop()};
    WallTime now = kNoon;
    TimeAxis axis{kNoon, Range::day};

    [[nodiscard]] PixelGrid grid() const { return grid_of(axis, 800); }
    [[nodiscard]] std::vector<Question> wanted(bool graph = true) const {
        return series.wanted(grid(), now, graph);
    }
    void answer_all() {
        for (const auto& q : wanted()) answer(q);
    }
    void answer(const Question& q, double rtt = 12) {
        if (q.what == Asked::states)
            series.answer(q,
                          {state(TargetState::up, q.range.from - 1h, q.range.until - 30s, true)});
        else
            series.answer(q, answer_to(q, rtt));
    }
    void pass(Micros time) {
        now += time;
        axis.advance(now);
    }
    [[nodiscard]] bool wants(Asked what) const {
        const auto questions = wanted();
        return std::any_of(questions.begin(), questions.end(),
                           [&](const Question& q) { return q.what == what; });
    }
};

}  // namespace

TEST_CASE_FIXTURE(SeriesFixture, "nothing is asked where all is at hand") {
    CHECK(wanted().size() == 3);
    answer_all();
    CHECK(wanted().empty());
    axis.zoom(0.8, 1);  // still drawn well
    CHECK(wanted().empty());
    axis.pan(-axis.span() / 4);  // what is beside the visible part is there already
    CHECK(wanted().empty());
}

TEST_CASE_FIXTURE(SeriesFixture, "zooming far in or out asks for what suits") {
    answer_all();
    axis.zoom(0.1, 0.5);
    REQUIRE(wants(Asked::points));
    CHECK(!wants(Asked::overview));
    answer_all();
    CHECK(wanted().empty());
    axis.zoom(30, 0.5);
    CHECK(wants(Asked::points));
    CHECK(!series.points(grid().range()).empty());  // there is something to draw meanwhile
}

TEST_CASE_FIXTURE(SeriesFixture, "a ribbon alone asks for states alone") {
    const auto questions = wanted(false);
    REQUIRE(questions.size() == 1);
    CHECK(questions[0].what == Asked::states);
}

TEST_CASE_FIXTURE(SeriesFixture, "live, only what has come since is asked, and it is appended") {
    axis = TimeAxis(kNoon, Range::hour);
    answer_all();
    const auto before = series.points(grid().range()).size();
    pass(1s);
    for (int i = 0; i < 600; ++i) {
        pass(1s);
        for (const auto& q : wanted()) {
            CHECK(q.what != Asked::points);
            if (q.what == Asked::tail) CHECK(q.range.until - q.range.from < 2min);
            answer(q, 30);
        }
    }
    const auto points = series.points(grid().range());
    CHECK(points.size() + 3 >= before);
    CHECK(points.back().median == ms(30));
    CHECK(points.front().median == ms(12));
    for (std::size_t i = 1; i < points.size(); ++i) CHECK(points[i - 1].from < points[i].from);
}

TEST_CASE_FIXTURE(SeriesFixture, "an answer that comes late does no harm") {
    axis = TimeAxis(kNoon, Range::hour);
    answer_all();
    pass(20s);
    const auto questions = wanted();
    REQUIRE(questions.size() >= 1);
    REQUIRE(questions[0].what == Asked::tail);
    axis.zoom(40, 1);
    answer_all();
    const auto points = series.points(grid().range());
    series.answer(questions[0], answer_to(questions[0]));
    CHECK(series.points(grid().range()).size() == points.size());
}

TEST_CASE_FIXTURE(SeriesFixture, "where the fine points end, coarse ones go on") {
    answer_all();
    axis.pan(-axis.span() * 2);
    const auto points = series.points(grid().range());
    REQUIRE(!points.empty());
    CHECK(points.front().from <= grid().left);
    CHECK(points.back().from + std::chrono::duration_cast<Micros>(points.back().width) >=
          grid().right());
}

TEST_CASE_FIXTURE(SeriesFixture,
                  "a state that lasts reaches to now, one of a program that is gone does not") {
    const Question all{Asked::states, known_shop().id, {kNoon - 10h, kNoon}, 0, {}};
    series.answer(all, {state(TargetState::up, kNoon - 5h, kNoon - 30s, true)});
    CHECK(series.states().back().until == kNoon);
    series.answer(all, {state(TargetState::up, kNoon - 5h, kNoon - 10min, true)});
    CHECK(series.states().back().until == kNoon - 10min);
}

TEST_CASE_FIXTURE(SeriesFixture, "a state that ended meanwhile ends") {
    axis = TimeAxis(kNoon, Range::hour);
    answer_all();
    pass(5s);
    for (const auto& q : wanted()) {
        if (q.what != Asked::states) continue;
        CHECK(q.range.from > kNoon - 10min);
        series.answer(q, {state(TargetState::up, q.range.from - 100h, kNoon - 1s),
                          state(TargetState::down, kNoon - 1s, now, true)});
    }
    const auto& states = series.states();
    REQUIRE(states.size() == 2);
    CHECK(states[0].until == kNoon - 1s);
    CHECK(states[1].until == now);
    CHECK(series.watched(now).until == now);
}

TEST_CASE_FIXTURE(SeriesFixture,
                  "before it was added and after it was removed there is nothing to be unknown") {
    auto target = known_shop();
    target.added = kNoon - 3h;
    target.removed = kNoon - 1h;
    series.set_target(target);
    answer_all();
    CHECK(series.watched(now).from == kNoon - 3h);
    CHECK(series.watched(now).until == kNoon - 1h);
}
