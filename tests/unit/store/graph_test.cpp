#include <doctest/doctest.h>

#include <numeric>

#include "agent/engine/metrics/latency_histogram.h"
#include "agent/store/history.h"
#include "tests/support/simnet/random.h"
#include "tests/unit/store/rig.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace traypulse::test;

namespace {

constexpr HistoryTarget kFirst{1};

/// Three hours and a bit, a sample each two seconds, 5 % lost; the last minutes are not packed.
struct Filled {
    Filled() {
        simnet::Random random(3);
        Store store(rig.options());
        store.set_targets(two_targets(), kNoon);
        const auto add = [&](int i) {
            rig.clock.pass(2s);
            auto s = random.chance(0.05)
                         ? timed_out(kRouter, rig.clock.now().wall)
                         : answered(kRouter, rig.clock.now().wall,
                                    Nanoseconds(static_cast<std::int64_t>(
                                        8e6 + 20e6 * random.uniform() * random.uniform())));
            if (i % 500 == 499) s.outcome = Outcome::late;
            put.push_back(s);
            store.put(s);
            store.put(answered(kShop, rig.clock.now().wall, 1s));
            if (i % 100 == 0) REQUIRE(store.flush(5s).ok());
        };
        int i = 0;
        while (i < 5500) add(i++);
        REQUIRE(store.flush(5s).ok());
        // Whenever they were packed last: some are not.
        while (i < 5600 && sql(rig.path, "SELECT count(*) > 50 FROM recent_sample").at(0) != "1") {
            add(i++);
            REQUIRE(store.flush(5s).ok());
        }
    }
    /// The same as the graph's point, from the samples themselves.
    [[nodiscard]] GraphPoint expected(WallTime from, Nanoseconds width) const {
        GraphPoint p;
        p.from = from;
        p.width = width;
        metrics::LatencyHistogram rtt;
        for (const auto& s : put) {
            if (s.time < from || s.time >= from + width) continue;
            if (s.outcome == Outcome::late) ++p.late;
            if (s.outcome == Outcome::answered || s.outcome == Outcome::timeout) ++p.sent;
            if (s.outcome == Outcome::timeout) ++p.lost;
            if (s.outcome == Outcome::answered) rtt.add(s.rtt.value);
        }
        p.answered = rtt.count();
        p.least = rtt.min();
        p.p5 = rtt.percentile(0.05);
        p.p25 = rtt.percentile(0.25);
        p.median = rtt.percentile(0.5);
        p.p75 = rtt.percentile(0.75);
        p.p95 = rtt.percentile(0.95);
        p.most = rtt.max();
        return p;
    }
    StoreRig rig;
    std::vector<Sample> put;
};

void check_points(const Filled& f, const Graph& graph) {
    std::uint64_t seen = 0;
    for (const auto& p : graph.points) {
        const auto e = f.expected(p.from, p.width);
        CHECK(p.sent == e.sent);
        CHECK(p.lost == e.lost);
        CHECK(p.late == e.late);
        CHECK(p.answered == e.answered);
        CHECK(p.least == e.least);
        CHECK(p.p5 == e.p5);
        CHECK(p.p25 == e.p25);
        CHECK(p.median == e.median);
        CHECK(p.p75 == e.p75);
        CHECK(p.p95 == e.p95);
        CHECK(p.most == e.most);
        seen += p.sent + p.late;
    }
    CHECK(seen == f.put.size());
}

}  // namespace

TEST_CASE("a graph says what the samples say, from every level and across what is not packed yet") {
    const Filled f;
    CHECK(sql(f.rig.path, "SELECT count(*) > 50 FROM recent_sample").at(0) == "1");
    History history(f.rig.path);
    const TimeRange all{kNoon, kNoon + 4h};
    struct Wish {
        std::size_t points;
        Level level;
        Nanoseconds width;
    };
    for (const auto& wish : {Wish{4, Level::hours, 2h}, Wish{5, Level::hours, 1h},
                             Wish{20, Level::minutes, 15min}, Wish{241, Level::minutes, 1min},
                             Wish{500, Level::samples, 30s}, Wish{15'000, Level::samples, 1s}}) {
        const auto graph = history.graph(kFirst, all, wish.points);
        REQUIRE_MESSAGE(graph.ok(), (graph.ok() ? "" : graph.error().text()));
        CHECK(graph.value().level == wish.level);
        CHECK(graph.value().width == wish.width);
        CHECK(graph.value().points.size() <= wish.points + 1);
        check_points(f, graph.value());
    }
}

TEST_CASE("points are in order, on multiples of their width, and cover the ends of the range") {
    const Filled f;
    History history(f.rig.path);
    const auto graph = history.graph(kFirst, {kNoon + 90s, kNoon + 31min + 7s}, 40);
    REQUIRE(graph.ok());
    const auto& points = graph.value().points;
    REQUIRE(points.size() == 31);
    CHECK(points.front().from == kNoon + 1min);
    CHECK(points.back().from == kNoon + 31min);
    for (std::size_t i = 1; i < points.size(); ++i)
        CHECK(points[i].from - points[i - 1].from == 1min);
    CHECK(history.graph(kFirst, {kNoon, kNoon}, 100).value().points.empty());
    CHECK(history.graph(HistoryTarget{99}, {kNoon, kNoon + 1h}, 100).value().points.empty());
    CHECK(history.graph(kFirst, {kNoon - 48h, kNoon - 24h}, 100).value().points.empty());
}

TEST_CASE("where samples and minutes are no longer kept, the next level stands in for them") {
    const Filled f;
    const auto cut = [&](const char* table, WallTime until) {
        sql(f.rig.path, "DELETE FROM " + std::string(table) + " WHERE slot & 4294967295 < " +
                            std::to_string(until.time_since_epoch() / 1min));
    };
    cut("sample_block", kNoon + 2h);
    cut("minute_rollup", kNoon + 1h);
    History history(f.rig.path);
    const auto graph = history.graph(kFirst, {kNoon, kNoon + 4h}, 15'000);
    REQUIRE(graph.ok());
    CHECK(graph.value().level == Level::samples);
    check_points(f, graph.value());
    for (const auto& p : graph.value().points)
        CHECK(p.width == (p.from < kNoon + 1h   ? Nanoseconds(1h)
                          : p.from < kNoon + 2h ? Nanoseconds(1min)
                                                : Nanoseconds(1s)));
    check_points(f, history.graph(kFirst, {kNoon, kNoon + 4h}, 100).value());
}
