#include "agent/ui/graph/ticks.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "agent/ui/graph/local_calendar.h"
#include "shared/local_time.h"
#include "tests/support/simnet/random.h"
#include "tests/unit/ui/graph/graph_values.h"

using namespace traypulse;
using namespace traypulse::ui::graph;
using namespace traypulse::test;

namespace {

std::vector<std::string> labels(const std::vector<Tick>& ticks) {
    std::vector<std::string> out;
    for (const auto& tick : ticks) out.push_back(tick.label);
    return out;
}

using Labels = std::vector<std::string>;

}  // namespace

TEST_CASE("marks stand at round local times") {
    const TimeZone zone("UTC");
    CHECK(labels(time_ticks({kNoon - 1h, kNoon}, 6)) ==
          Labels{"11:00", "11:10", "11:20", "11:30", "11:40", "11:50"});
    CHECK(labels(time_ticks({kNoon, kNoon + 40s}, 4)) ==
          Labels{"12:00:00", "12:00:10", "12:00:20", "12:00:30"});
    CHECK(labels(time_ticks({kNoon, kNoon + 24h}, 8)) ==
          Labels{"12:00", "15:00", "18:00", "21:00", "Mon 3", "03:00", "06:00", "09:00"});
    CHECK(labels(time_ticks({kNoon, kNoon + 72h}, 4)) == Labels{"Mon 3", "Tue 4", "Wed 5"});
    CHECK(labels(time_ticks({kNoon, kNoon + 28 * 24h}, 5)) ==
          Labels{"3 Jun", "10 Jun", "17 Jun", "24 Jun"});
    CHECK(labels(time_ticks({kNoon - 365 * 24h, kNoon}, 13)) == Labels{"Jul", "Aug", "Sep", "Oct",
                                                                       "Nov", "Dec", "2024", "Feb",
                                                                       "Mar", "Apr", "May", "Jun"});
    CHECK(labels(time_ticks({kNoon - 3653 * 24h, kNoon}, 11)).front() == "2015");
}

TEST_CASE("a zone that is not whole hours off has its marks at its own round times") {
    const TimeZone zone("<+0545>-5:45");
    CHECK(labels(time_ticks({kNoon - 1h, kNoon + 5h}, 6)) ==
          Labels{"17:00", "18:00", "19:00", "20:00", "21:00", "22:00"});
}

TEST_CASE("clocks that are put back have the hour twice, put forward they skip it") {
    // Rules of central Europe, written out: no time zone files are needed.
    const TimeZone zone("CET-1CEST,M3.5.0,M10.5.0/3");
    const WallTime back{std::chrono::seconds(1'729'990'800)};  // 2024-10-27 01:00 UTC
    CHECK(labels(time_ticks({back - 2h, back + 3h}, 6)) ==
          Labels{"01:00", "02:00", "02:00", "03:00", "04:00"});
    const WallTime forward{std::chrono::seconds(1'711'846'800)};  // 2024-03-31 01:00 UTC
    CHECK(labels(time_ticks({forward - 2h, forward + 2h}, 5)) ==
          Labels{"Sun 31", "01:00", "03:00", "04:00"});
    // Days stay at local midnight on both sides of it.
    for (const auto& tick : time_ticks({back - 96h, back + 96h}, 10))
        CHECK(local_parts(tick.at).tm_hour == 0);
}

TEST_CASE("at every scale there are some marks, in order, inside, and not too many") {
    simnet::Random random(21);
    for (const char* name :
         {"UTC", "CET-1CEST,M3.5.0,M10.5.0/3", "<-0330>3:30<-0230>,M3.2.0,M11.1.0"}) {
        const TimeZone zone(name);
        for (auto span = Micros(1min); span <= kMostSpan; span = span * 5 / 4) {
            const auto from = kNoon - Micros(static_cast<std::int64_t>(random.uniform() * 3e13));
            const auto ticks = time_ticks({from, from + span}, 8);
            CHECK(!ticks.empty());
            CHECK(ticks.size() <= 11);
            for (std::size_t i = 0; i < ticks.size(); ++i) {
                CHECK(ticks[i].at >= from);
                CHECK(ticks[i].at < from + span);
                CHECK(!ticks[i].label.empty());
                if (i > 0) CHECK(ticks[i - 1].at < ticks[i].at);
            }
        }
    }
}

TEST_CASE("a mark keeps its place while the axis moves") {
    const TimeZone zone("CET-1CEST,M3.5.0,M10.5.0/3");
    for (const auto span :
         {Micros(1h), Micros(50h), Micros(40 * 24h), Micros(70 * 24h), Micros(900 * 24h)}) {
        const auto first = time_ticks({kNoon, kNoon + span}, 7);
        const auto later = time_ticks({kNoon + span / 9, kNoon + span / 9 + span}, 7);
        for (const auto& tick : first) {
            if (tick.at < kNoon + span / 9) continue;
            CHECK(std::any_of(later.begin(), later.end(),
                              [&](const Tick& other) { return other.at == tick.at; }));
        }
    }
}

TEST_CASE("spans of time in words have no more than is needed") {
    const TimeZone zone("UTC");
    CHECK(moment_words(kNoon, kNoon, false) == "Sun 2 Jun, 12:00");
    CHECK(moment_words(kNoon + 7s, kNoon + 9000h, true) == "Sun 2 Jun 2024, 12:00:07");
    CHECK(range_words({kNoon - 1h, kNoon}, kNoon) == "Sun 2 Jun, 11:00 to 12:00");
    CHECK(range_words({kNoon - 1min, kNoon}, kNoon) == "Sun 2 Jun, 11:59:00 to 12:00:00");
    CHECK(range_words({kNoon - 24h, kNoon}, kNoon) == "Sat 1 Jun, 12:00 to Sun 2 Jun, 12:00");
    CHECK(range_words({kNoon - 7 * 24h, kNoon}, kNoon) == "26 May to 2 Jun");
    CHECK(range_words({kNoon - 365 * 24h, kNoon}, kNoon) == "3 Jun 2023 to 2 Jun");
    CHECK(range_words({kNoon - 365 * 24h, kNoon - 300 * 24h}, kNoon) == "3 Jun to 7 Aug 2023");
}
