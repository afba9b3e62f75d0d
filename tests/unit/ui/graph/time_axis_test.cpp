#include "agent/ui/graph/time_axis.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/simnet/random.h"
#include "tests/unit/ui/graph/graph_values.h"

using namespace traypulse;
using namespace traypulse::ui::graph;
using namespace traypulse::test;

namespace {

WallTime moment_at(const TimeAxis& axis, double at) {
    return axis.from() + Micros(std::llround(static_cast<double>(axis.span().count()) * at));
}

void check_limits(const TimeAxis& axis) {
    CHECK(axis.span() >= kLeastSpan);
    CHECK(axis.span() <= kMostSpan);
    CHECK(axis.until() <= axis.now());
    CHECK(axis.from() >= axis.now() - kMostSpan);
    CHECK(axis.live() == (axis.until() == axis.now()));
}

}  // namespace

TEST_CASE("an axis begins with the hour that ends now, and goes on with it") {
    TimeAxis axis(kNoon);
    CHECK(axis.range() == Range::hour);
    CHECK(axis.live());
    axis.advance(kNoon + 5s);
    CHECK(axis.until() == kNoon + 5s);
    CHECK(axis.span() == 1h);
    axis.pan(-10min);
    CHECK(!axis.live());
    const auto from = axis.from();
    axis.advance(kNoon + 65s);
    CHECK(axis.from() == from);  // what is looked at stays
    axis.return_to_now();
    CHECK(axis.live());
    CHECK(axis.until() == kNoon + 65s);
}

TEST_CASE("to pan there and back is to stay") {
    simnet::Random random(11);
    for (int i = 0; i < 500; ++i) {
        TimeAxis axis(kNoon, kRanges.at(static_cast<std::size_t>(random.uniform() * 5)));
        axis.pan(-axis.span());  // away from the right edge
        const auto before = axis;
        const Micros by(static_cast<std::int64_t>(static_cast<double>(axis.span().count()) *
                                                  (random.uniform() - 0.5)));
        axis.pan(by);
        check_limits(axis);
        axis.pan(-by);
        CHECK(axis == before);
    }
}

TEST_CASE("zooming keeps the moment under the cursor, unless a limit is met") {
    simnet::Random random(12);
    for (int i = 0; i < 2000; ++i) {
        TimeAxis axis(kNoon, Range::week);
        axis.pan(-std::chrono::days(200));
        const double at = random.uniform();
        const double factor = std::exp(4 * (random.uniform() - 0.5));
        const auto before = moment_at(axis, at);
        axis.zoom(factor, at);
        check_limits(axis);
        CHECK(std::abs((moment_at(axis, at) - before).count()) <= 2);
    }
}

TEST_CASE("no sequence of gestures leaves the limits") {
    simnet::Random random(13);
    TimeAxis axis(kNoon);
    auto now = kNoon;
    for (int i = 0; i < 5000; ++i) {
        const double what = random.uniform();
        if (what < 0.4)
            axis.zoom(std::exp(6 * (random.uniform() - 0.5)), random.uniform() * 1.4 - 0.2);
        else if (what < 0.7)
            axis.pan(Micros(static_cast<std::int64_t>(static_cast<double>(axis.span().count()) * 8 *
                                                      (random.uniform() - 0.5))));
        else if (what < 0.9)
            axis.advance(now += std::chrono::seconds(static_cast<int>(random.uniform() * 1000)));
        else if (what < 0.95)
            axis.show({now - 400h * i, now - 400h * i + 3min});
        else
            axis.set_range(kRanges.at(static_cast<std::size_t>(random.uniform() * 5)));
        check_limits(axis);
    }
}

TEST_CASE("at the limits the span stops where people still find their way") {
    TimeAxis axis(kNoon);
    for (int i = 0; i < 60; ++i) axis.zoom(0.5, 0.5);
    CHECK(axis.span() == kLeastSpan);
    for (int i = 0; i < 60; ++i) axis.zoom(2, 0.5);
    CHECK(axis.span() == kMostSpan);
    CHECK(axis.live());
}

TEST_CASE("a range button keeps the end that is now, or else the middle") {
    TimeAxis axis(kNoon);
    axis.set_range(Range::day);
    CHECK(axis.live());
    CHECK(axis.from() == kNoon - 24h);
    CHECK(axis.range() == Range::day);
    axis.pan(-100h);
    const auto middle = axis.from() + axis.span() / 2;
    axis.set_range(Range::hour);
    CHECK(axis.from() + axis.span() / 2 == middle);
    axis.zoom(0.9, 0.5);
    CHECK(!axis.range());
}

TEST_CASE("what is jumped to stands in the middle with room around it") {
    TimeAxis axis(kNoon);
    axis.show({kNoon - 50h, kNoon - 48h});
    CHECK(axis.from() == kNoon - 50h - 90min);
    CHECK(axis.until() == kNoon - 48h + 90min);
    axis.show({kNoon - 50h, kNoon - 50h + 4s});
    CHECK(axis.span() == 10min);
    axis.show({kNoon - 20min, kNoon});  // it lasts
    CHECK(axis.live());
    CHECK(axis.from() <= kNoon - 20min);
}

TEST_CASE("the grid's last column holds the end, and columns stay where they are") {
    simnet::Random random(14);
    for (int i = 0; i < 1000; ++i) {
        TimeAxis axis(kNoon);
        axis.zoom(std::exp(12 * random.uniform() - 5), 1);
        axis.pan(-axis.span() / 3);
        const int width = 1 + static_cast<int>(random.uniform() * 3000);
        const auto grid = grid_of(axis, width);
        CHECK(grid.width == width);
        CHECK(grid.right() > axis.until());
        CHECK(grid.right() - grid.step <= axis.until());
        CHECK(grid.left.time_since_epoch().count() % grid.step.count() == 0);
        const double x = random.uniform() * width;
        CHECK(std::abs(grid.x(grid.at(x)) - x) <= 0.5);
        auto moved = axis;
        moved.pan(-grid.step * 7);
        CHECK(grid_of(moved, width).left == grid.left - grid.step * 7);
    }
}
