#include "agent/ui/graph/ribbon.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/simnet/random.h"
#include "tests/unit/ui/graph/graph_values.h"

using namespace traypulse;
using namespace traypulse::ui::graph;
using namespace traypulse::test;
using store::StateInterval;

namespace {

const PixelGrid kGrid{kNoon, 60s, 60};
const Watched kAlways{kNoon - 100h, kNoon + 100h};

Shade at(const std::vector<Run>& runs, int x) {
    for (const auto& run : runs)
        if (x >= run.x && x < run.end()) return run.shade;
    return Shade::none;
}

void check_gapless(const std::vector<Run>& runs, int width) {
    int next = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        CHECK(runs[i].x == next);
        CHECK(runs[i].width >= 1);
        if (i > 0) CHECK(runs[i].shade != runs[i - 1].shade);
        next = runs[i].end();
    }
    CHECK(next == width);
}

OutageRecord outage(Cause cause, WallTime began, std::optional<WallTime> ended,
                    std::vector<std::string> affected = {"Shop"}) {
    OutageRecord o;
    o.cause = cause;
    o.began = began;
    o.ended = ended;
    o.affected = std::move(affected);
    return o;
}

}  // namespace

TEST_CASE("states are runs; what no state covers is unknown; paused and unwatched time is blank") {
    const auto runs = ribbon_of({state(TargetState::up, kNoon + 10min, kNoon + 20min),
                                 state(TargetState::degraded, kNoon + 20min, kNoon + 30min),
                                 state(TargetState::paused, kNoon + 30min, kNoon + 40min)},
                                {kNoon + 5min, kNoon + 50min}, kGrid);
    CHECK(runs == std::vector<Run>{{0, 5, Shade::none},
                                   {5, 5, Shade::unknown},
                                   {10, 10, Shade::up},
                                   {20, 10, Shade::degraded},
                                   {30, 10, Shade::none},
                                   {40, 10, Shade::unknown},
                                   {50, 10, Shade::none}});
}

TEST_CASE("every time that something was down is seen, however short") {
    simnet::Random random(41);
    for (int round = 0; round < 300; ++round) {
        const PixelGrid grid{kNoon, Micros(1s + 1s * static_cast<int>(random.uniform() * 5000)),
                             2 + static_cast<int>(random.uniform() * 400)};
        const auto span = grid.right() - grid.left;
        std::vector<StateInterval> states;
        std::vector<StateInterval> downs;
        for (auto t = grid.left - span / 10; t < grid.right() + span / 10;) {
            const auto up_for =
                Micros(1 + static_cast<std::int64_t>(random.uniform() *
                                                     static_cast<double>(span.count()) / 5));
            const auto down_for = Micros(1 + static_cast<std::int64_t>(random.uniform() * 5e6));
            states.push_back(state(TargetState::up, t, t + up_for));
            downs.push_back(state(TargetState::down, t + up_for, t + up_for + down_for));
            states.push_back(downs.back());
            t += up_for + down_for;
        }
        const auto runs = ribbon_of(states, kAlways, grid);
        check_gapless(runs, grid.width);
        for (const auto& down : downs) {
            if (down.until <= grid.left || down.from >= grid.right()) continue;
            const auto middle = grid.x(std::max(down.from, grid.left));
            CHECK(at(runs, std::min(static_cast<int>(middle), grid.width - 1)) == Shade::down);
        }
        for (const auto& run : runs)
            if (run.shade == Shade::down) CHECK(run.width >= 2);
    }
}

TEST_CASE("of what is not down the longer counts") {
    const auto runs = ribbon_of({state(TargetState::up, kNoon, kNoon + 10s),
                                 state(TargetState::degraded, kNoon + 10s, kNoon + 60min)},
                                kAlways, kGrid);
    CHECK(runs == std::vector<Run>{{0, 60, Shade::degraded}});
}

TEST_CASE("the verdict's ribbon has outages on top of whether anything is known") {
    const auto known = ribbon_of({state(TargetState::up, kNoon, kNoon + 30min)}, kAlways, kGrid);
    const auto down = ribbon_of({state(TargetState::down, kNoon, kNoon + 40min)}, kAlways, kGrid);
    const std::vector<OutageRecord> outages{
        outage(Cause::ipv6_broken, kNoon + 2min, kNoon + 12min),
        outage(Cause::provider_outage, kNoon + 10min, kNoon + 14min)};
    const auto runs = verdict_ribbon({known, down}, outages, kGrid);
    check_gapless(runs, kGrid.width);
    CHECK(at(runs, 0) == Shade::up);
    CHECK(at(runs, 5) == Shade::degraded);
    CHECK(at(runs, 11) == Shade::down);  // the worse of two
    CHECK(at(runs, 35) == Shade::up);    // one target that is down is not the network
    CHECK(at(runs, 50) == Shade::unknown);
}

TEST_CASE("outages are marked where they were, at least two pixels wide") {
    const std::vector<OutageRecord> outages{
        outage(Cause::provider_outage, kNoon + 10min, kNoon + 10min + 3s),
        outage(Cause::target_down, kNoon + 55min, {}),
        outage(Cause::dns_failing, kNoon - 2h, kNoon - 1h),
        outage(Cause::unstable, kNoon - 2h, kNoon + 2min),
        outage(Cause::dns_failing, kNoon + 59min + 59s, kNoon + 60min)};
    const auto marks = outage_marks(outages, kGrid, kNoon + 58min);
    REQUIRE(marks.size() == 4);
    CHECK(marks[0].x == 10);
    CHECK(marks[0].width == 2);
    CHECK(marks[0].title == "Provider outage");
    CHECK(marks[1].x == 55);
    CHECK(marks[1].width == 3);  // until now
    CHECK(marks[1].title == "Shop is down");
    CHECK(marks[2].outage == 3);
    CHECK(marks[2].x == 0);
    CHECK(marks[2].width == 2);
    CHECK(marks[2].shade == Shade::degraded);
    CHECK(marks[3].x + marks[3].width == 60);
    CHECK(marks[3].width == 2);
}

TEST_CASE("an outage of targets is named after them") {
    CHECK(outage_title(outage(Cause::target_down, kNoon, {}, {"Shop", "Office"})) ==
          "2 targets are down");
    CHECK(outage_title(outage(Cause::unstable, kNoon, {})) == "Shop is unstable");
    CHECK(outage_title(outage(Cause::target_blocks_icmp, kNoon, {})) ==
          "Shop does not answer ping");
    CHECK(outage_title(outage(Cause::no_link, kNoon, {})) == "No network connection");
}
