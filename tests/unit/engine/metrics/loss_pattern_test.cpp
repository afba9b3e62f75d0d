// How often each test names an order that is not there, and whether it finds one that is.
#include "agent/engine/metrics/loss_pattern.h"

#include <doctest/doctest.h>

#include <map>

#include "tests/support/simnet/random.h"
#include "tests/unit/engine/metrics/feed.h"

using namespace traypulse;
using namespace traypulse::metrics;
using namespace traypulse::metrics::test;

namespace {

/// One window of `count` requests, a `step` apart.
struct Run {
    StreamState stream;
    Part part;
    Nanoseconds step;
    std::uint64_t n = 0;

    void add(bool lost, Nanoseconds rtt = 20ms) {
        stream.count(sample(step * n, n, lost ? Fate::lost : Fate::answered, rtt), part);
        ++n;
    }
    [[nodiscard]] Pattern pattern() const { return loss_pattern(part, stream.periods(), step * n); }
};

Nanoseconds some_rtt(simnet::Random& random) {
    return Nanoseconds(static_cast<std::int64_t>(20e6 + 2e6 * std::abs(random.normal())));
}

}  // namespace

TEST_CASE("random loss: at most 1 % of 10,000 windows are taken for something else") {
    std::map<LossPattern, int> said;
    int judged = 0;
    for (std::uint64_t seed = 0; judged < 10'000; ++seed) {
        simnet::Random random(seed);
        const double loss = 0.01 + 0.3 * random.uniform();
        const int count = 150 + static_cast<int>(1500 * random.uniform());
        Run run{{}, {}, 2s};
        // The RTT wanders, as queues do, and has nothing to do with the loss.
        double queue = 0;
        for (int i = 0; i < count; ++i) {
            queue = 0.95 * queue + random.normal();
            run.add(random.chance(loss),
                    Nanoseconds(static_cast<std::int64_t>(20e6 + 1e6 * queue * queue)));
        }
        const auto kind = run.pattern().kind;
        if (kind == LossPattern::too_few || kind == LossPattern::none) continue;
        ++judged;
        ++said[kind];
    }
    MESSAGE("of 10,000: bursts " << said[LossPattern::bursts] << ", periodic "
                                 << said[LossPattern::periodic] << ", load "
                                 << said[LossPattern::load]);
    CHECK(said[LossPattern::random] >= 9'900);
    CHECK(said[LossPattern::bursts] <= 50);
    CHECK(said[LossPattern::periodic] <= 50);
    CHECK(said[LossPattern::load] <= 50);
}

TEST_CASE("bursts are found, and are no rhythm") {
    std::map<LossPattern, int> said;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        simnet::Random random(seed);
        Run run{{}, {}, 1s};
        bool bad = false;
        for (int i = 0; i < 1800; ++i) {
            bad = bad ? !random.chance(0.25) : random.chance(0.02);
            run.add(bad && !random.chance(0.2), some_rtt(random));
        }
        ++said[run.pattern().kind];
    }
    CHECK(said[LossPattern::bursts] >= 980);
    CHECK(said[LossPattern::periodic] <= 10);
    CHECK(said[LossPattern::load] <= 10);
}

TEST_CASE("a rhythm is found with its period, beside random loss") {
    for (const auto period : {20s, 30s, 45s}) {
        int found = 0;
        for (std::uint64_t seed = 0; seed < 100; ++seed) {
            simnet::Random random(seed);
            Run run{{}, {}, 1s};
            for (std::int64_t i = 0; i < 1800; ++i)
                run.add(i % period.count() == 7 || random.chance(0.004), some_rtt(random));
            const auto pattern = run.pattern();
            if (pattern.kind != LossPattern::periodic) continue;
            if (std::abs(std::chrono::duration<double>(*pattern.period).count() -
                         static_cast<double>(period.count())) < 0.5)
                ++found;
        }
        CHECK(found >= 95);
    }
}

TEST_CASE("each 30 s for five minutes is enough for a rhythm") {
    Run run{{}, {}, 500ms};
    for (int i = 0; i < 630; ++i) run.add(i % 60 == 10, 20ms);
    const auto pattern = run.pattern();
    CHECK(pattern.kind == LossPattern::periodic);
    REQUIRE(pattern.period);
    CHECK(std::abs(std::chrono::duration<double>(*pattern.period).count() - 30) < 0.5);
}

TEST_CASE("loss that comes with a full queue is named by it") {
    int found = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        simnet::Random random(seed);
        Run run{{}, {}, 1s};
        // Up- and downloads at random times fill a queue of 200 ms; only then it drops.
        double queue = 0;
        bool busy = false;
        for (int i = 0; i < 1800; ++i) {
            busy = busy ? !random.chance(0.1) : random.chance(0.02);
            queue = busy ? std::min(200.0, queue + 60) : std::max(0.0, queue - 80);
            run.add(queue > 120 && random.chance(0.25),
                    Nanoseconds(
                        static_cast<std::int64_t>(1e6 * (20 + queue) + 1e6 * random.uniform())));
        }
        if (run.pattern().kind == LossPattern::load) ++found;
    }
    CHECK(found >= 180);
}

TEST_CASE("of few losses, or nothing but losses, nothing is said") {
    const auto kind = [](const std::string& s) { return loss_pattern(part_of(s), {}, 100s).kind; };
    CHECK(kind(std::string(50, '.')) == LossPattern::none);
    CHECK(kind(std::string(50, '.') + std::string(9, 'x')) == LossPattern::too_few);
    CHECK(kind(std::string(50, 'x')) == LossPattern::too_few);
    CHECK(kind(std::string(50, '.') + std::string(10, 'x')) == LossPattern::bursts);
}

TEST_CASE("the runs test is exact: counted by hand, and against the normal law for many") {
    // 2 losses among 4: 6 orders, of which 3 have one run.
    CHECK(chance_of_so_few_runs(4, 2, 1) == doctest::Approx(0.5));
    CHECK(chance_of_so_few_runs(4, 2, 2) == doctest::Approx(1));
    // 3 among 6: 20 orders; one run in 4 of them, two in 12.
    CHECK(chance_of_so_few_runs(6, 3, 1) == doctest::Approx(0.2));
    CHECK(chance_of_so_few_runs(6, 3, 2) == doctest::Approx(0.8));
    const double exact = chance_of_so_few_runs(10'000, 1000, 880);
    const double normal = chance_of_so_few_runs(10'010, 1001, 881);
    CHECK(exact == doctest::Approx(normal).epsilon(0.05));
}
