#include "agent/engine/metrics/metrics_words.h"

#include <doctest/doctest.h>

#include "tests/unit/engine/metrics/feed.h"

using namespace traypulse;
using namespace traypulse::metrics;
using namespace traypulse::metrics::test;

namespace {

std::string clock_text(WallTime t) { return std::to_string(t.time_since_epoch() / 1min) + " min"; }

/// `repeat` times the pattern, one a second.
std::string words_for(const std::string& pattern, int repeat, Nanoseconds rtt = 20ms) {
    TargetMetrics m;
    std::uint64_t n = 0;
    for (int i = 0; i < repeat; ++i)
        for (const char c : pattern) {
            m.add(sample(1s * n, n, c == 'x' ? Fate::lost : Fate::answered, c == 'x' ? 0ms : rtt));
            ++n;
        }
    return words_of(m.report(at(1s * n)), clock_text);
}

}  // namespace

TEST_CASE("where all is well nothing is said") {
    CHECK(words_for(".", 600).empty());
    CHECK(words_of(TargetMetrics{}.report(at(0s)), clock_text).empty());
}

TEST_CASE("loss is said with its pattern, its window and what it does to a call") {
    CHECK(words_for(std::string(599, '.') + "x", 1) ==
          "lost 1 of 600, too few to say how (last hour), MOS 4.4");
    const auto once = words_for(std::string(500, '.') + std::string(12, 'x') + ".....", 1);
    CHECK(once.rfind("lost 12 in a row, once (last minute), MOS ", 0) == 0);
    const auto rhythm = words_for("x" + std::string(29, '.'), 40);
    CHECK(rhythm == "loses 3.3 %, every 30 s (last 5 min), MOS 4.1");
}

TEST_CASE("a bad call is said even without loss") {
    CHECK(words_for(".", 100, 900ms).rfind("MOS ", 0) == 0);
}

TEST_CASE("another route is said with its time") {
    TargetMetrics m;
    for (std::uint64_t n = 0; n < 600; ++n)
        m.add(sample(1s * n, n, Fate::answered, 20ms, n < 300 ? 57 : 54));
    CHECK(words_of(m.report(at(600s)), clock_text) ==
          "another route perhaps since 5 min (TTL 57, now 54)");
}
