#include "agent/ui/graph/columns.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agent/ui/graph/value_axis.h"
#include "tests/support/simnet/random.h"
#include "tests/unit/ui/graph/graph_values.h"

using namespace traypulse;
using namespace traypulse::ui::graph;
using namespace traypulse::test;
using store::GraphPoint;

namespace {

PixelGrid grid_at_noon(Micros span, int width) {
    TimeAxis axis(kNoon);
    axis.zoom(static_cast<double>(span.count()) / static_cast<double>(axis.span().count()), 1);
    return grid_of(axis, width);
}

/// Of any widths, aligned as the history's are, with gaps.
std::vector<GraphPoint> some_points(simnet::Random& random, const PixelGrid& grid) {
    std::vector<GraphPoint> out;
    auto width = Micros(static_cast<std::int64_t>(static_cast<double>(grid.step.count()) *
                                                  (0.05 + 6 * random.uniform())) +
                        1);
    auto at = WallTime(width * ((grid.left - grid.step * 20).time_since_epoch() / width));
    while (at < grid.right() + grid.step * 20) {
        if (!random.chance(0.1))
            out.push_back(
                point(at, width, 10 + 20 * random.uniform(), 10, random.chance(0.1) ? 10 : 0));
        at += width * (random.chance(0.05) ? 20 : 1);
    }
    return out;
}

std::uint64_t sent_of(const std::vector<Column>& columns) {
    return std::accumulate(columns.begin(), columns.end(), std::uint64_t{0},
                           [](auto sum, const Column& c) { return sum + c.sent; });
}

}  // namespace

TEST_CASE("columns never overlap, never leave the grid, and lose no request") {
    simnet::Random random(31);
    for (int i = 0; i < 600; ++i) {
        const auto grid =
            grid_at_noon(std::chrono::minutes(1 + static_cast<int>(random.uniform() * 3000)),
                         1 + static_cast<int>(random.uniform() * 900));
        const auto points = some_points(random, grid);
        const auto columns = columns_of(points, grid);
        int free_from = 0;
        for (const auto& c : columns) {
            CHECK(c.x >= free_from);
            CHECK(c.width >= 1);
            CHECK(c.end() <= grid.width);
            free_from = c.end();
            CHECK(c.rtt.least <= c.rtt.p5);
            CHECK(c.rtt.p5 <= c.rtt.median);
            CHECK(c.rtt.median <= c.rtt.p95);
            CHECK(c.rtt.p95 <= c.rtt.most);
            CHECK(c.lost + c.answered == c.sent);
        }
        // What lies wholly inside is counted once, what touches an edge at most once.
        std::uint64_t inside = 0;
        std::uint64_t touching = 0;
        for (const auto& p : points) {
            const auto until = p.from + std::chrono::duration_cast<Micros>(p.width);
            if (p.from >= grid.left && until <= grid.right() - grid.step) inside += p.sent;
            if (until + grid.step >= grid.left && p.from <= grid.right()) touching += p.sent;
        }
        CHECK(sent_of(columns) >= inside);
        CHECK(sent_of(columns) <= touching);
    }
}

TEST_CASE("points of one pixel are one column, weighed by their answers") {
    const PixelGrid grid{kNoon, 1s, 4};
    const auto columns =
        columns_of({point(kNoon, 500ms, 10, 30), point(kNoon + 500ms, 500ms, 30, 10, 5)}, grid);
    REQUIRE(columns.size() == 1);
    CHECK(columns[0].sent == 40);
    CHECK(columns[0].lost == 5);
    CHECK(columns[0].rtt.median == doctest::Approx(10 + 20 * 5.0 / 35));
    CHECK(columns[0].rtt.least == doctest::Approx(8));
    CHECK(columns[0].rtt.most == doctest::Approx(60));
}

TEST_CASE("a regular pace is one line, what was not asked is a gap") {
    const PixelGrid grid{kNoon, 1s, 300};
    std::vector<GraphPoint> points;
    for (int i = 0; i < 30; ++i)
        if (i < 10 || i > 14) points.push_back(point(kNoon + i * 10s, 1s, 12, 1));
    const auto columns = columns_of(points, grid);
    REQUIRE(columns.size() == points.size());
    CHECK(!columns[0].joined);
    for (std::size_t i = 1; i < columns.size(); ++i) CHECK(columns[i].joined == (i != 10));
    CHECK(columns[0].end() == columns[1].x);  // no holes within the line
    CHECK(columns[9].end() == 91);            // it ends where nothing follows
    CHECK(column_at(columns, 95) == nullptr);
    CHECK(column_at(columns, 45) == &columns[4]);
    CHECK(column_at(columns, 150) == &columns[10]);
}

TEST_CASE("a slower pace beside a quicker one is a line as well") {
    const PixelGrid grid{kNoon, 1s, 900};
    std::vector<GraphPoint> points;
    for (int i = 0; i < 10; ++i) points.push_back(point(kNoon + i * 30s, 1s, 12, 1));
    for (int i = 0; i < 400; ++i) points.push_back(point(kNoon + 300s + i * 1s, 1s, 12, 1));
    for (int i = 0; i < 9; ++i) points.push_back(point(kNoon + 760s + i * 1s, 1s, 12, 1));
    const auto columns = columns_of(points, grid);
    REQUIRE(columns.size() == points.size());
    for (std::size_t i = 1; i < columns.size(); ++i) CHECK(columns[i].joined == (i != 410));
}

TEST_CASE("points that are wider than a pixel are steps without holes") {
    const PixelGrid grid{kNoon, 1s, 100};
    std::vector<GraphPoint> points;
    for (int i = -1; i < 14; ++i) points.push_back(point(kNoon + i * 7500ms, 7500ms, 12));
    const auto columns = columns_of(points, grid);
    CHECK(columns.front().x == 0);
    CHECK(columns.back().end() == 100);
    for (std::size_t i = 1; i < columns.size(); ++i) {
        CHECK(columns[i].x == columns[i - 1].end());
        CHECK(columns[i].joined);
    }
}

TEST_CASE("loss is judged as the legend says") {
    CHECK(loss_class(100, 0) == Loss::none);
    CHECK(loss_class(0, 0) == Loss::none);
    CHECK(loss_class(100, 2) == Loss::little);
    CHECK(loss_class(1000, 21) == Loss::some);
    CHECK(loss_class(100, 10) == Loss::some);
    CHECK(loss_class(1000, 101) == Loss::much);
    CHECK(loss_class(3, 3) == Loss::much);
}

TEST_CASE("one spike does not flatten the graph, and a lasting rise has room") {
    const PixelGrid grid{kNoon, 1s, 400};
    std::vector<GraphPoint> points;
    for (int i = 0; i < 400; ++i) points.push_back(point(kNoon + i * 1s, 1s, i == 200 ? 3000 : 12));
    const auto spiked = value_axis_for(columns_of(points, grid));
    CHECK(spiked.top >= 12 * 1.3);
    CHECK(spiked.top <= 40);
    for (int i = 150; i < 250; ++i)
        points[static_cast<std::size_t>(i)] = point(kNoon + i * 1s, 1s, 300);
    CHECK(value_axis_for(columns_of(points, grid)).top >= 300);
}

TEST_CASE("tops are round, and lines divide them evenly") {
    simnet::Random random(32);
    const PixelGrid grid{kNoon, 1s, 50};
    for (int step = 0; step < 150; ++step) {
        const double rtt = 0.01 * std::pow(1.1, step);  // to 16 s
        std::vector<GraphPoint> points;
        for (int i = 0; i < 50; ++i)
            points.push_back(point(kNoon + i * 1s, 1s, rtt * (1 + 0.1 * random.uniform())));
        const auto axis = value_axis_for(columns_of(points, grid));
        CHECK(axis.top >= rtt);
        CHECK(axis.top <= std::max(rtt * 6, 1.0));
        CHECK(axis.at.back() == doctest::Approx(axis.top));
        CHECK(axis.height(0) == 0);
        CHECK(axis.height(axis.top * 2) == 1);
        CHECK(axis.height(axis.at.front()) == doctest::Approx(axis.at.front() / axis.top));
    }
    CHECK(value_axis_for({}).top > 0);
}

TEST_CASE("latencies have as many digits as they are worth") {
    CHECK(latency_words(0.42) == "0.42 ms");
    CHECK(latency_words(2) == "2 ms");
    CHECK(latency_words(12.4) == "12 ms");
    CHECK(latency_words(240) == "240 ms");
    CHECK(latency_words(1500) == "1.5 s");
}
