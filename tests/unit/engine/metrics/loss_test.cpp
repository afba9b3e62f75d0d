// Loss, its distances and periods, its model, and the order in which all that is counted.
#include <doctest/doctest.h>

#include <set>

#include "tests/support/simnet/random.h"
#include "tests/unit/engine/metrics/feed.h"

using namespace traypulse;
using namespace traypulse::metrics;
using namespace traypulse::metrics::test;

TEST_CASE("RFC 3357 §5.4: packets 2, 5, 7, 9 and 10 of ten are lost") {
    // Loss distances 3, 2, 2, 1; loss periods of lengths 1, 1, 1, 2.
    const auto part = part_of(".x..x.x.xx");
    CHECK(part.lost == 5);
    CHECK(part.periods == 4);
    CHECK(part.longest == 2);
    CHECK(part.distances == 4);
    CHECK(part.distance_sum == 3 + 2 + 2 + 1);
    const auto report = report_of(part, {}, MonoTime(0s), MonoTime(10s));
    CHECK(report.loss == doctest::Approx(0.5));
    CHECK(*report.mean_loss_length == doctest::Approx(1.25));
    CHECK(*report.mean_loss_distance == doctest::Approx(2));
}

TEST_CASE("each loss period is known by its start and length") {
    StreamState stream;
    Part part;
    std::uint64_t n = 0;
    for (const char c : std::string_view(".x..x.x.xx"))
        stream.count(sample(1s * n, n, c == 'x' ? Fate::lost : Fate::answered, 9ms), part), ++n;
    REQUIRE(stream.periods().size() == 4);
    CHECK(stream.periods()[1].start.mono == MonoTime(4s));
    CHECK(stream.periods()[2].length == 1);
    CHECK(stream.periods()[3].start.mono == MonoTime(8s));
    CHECK(stream.periods()[3].length == 2);
}

TEST_CASE("parts of one stream add up to the whole") {
    simnet::Random random(3);
    StreamState in_one, in_parts;
    Part whole, sum, piece;
    for (std::uint64_t n = 0; n < 5000; ++n) {
        const auto s = sample(10ms * n, n, random.chance(0.2) ? Fate::lost : Fate::answered,
                              Nanoseconds(20'000'000 + static_cast<int>(1e6 * random.normal())));
        in_one.count(s, whole);
        in_parts.count(s, piece);
        if (random.chance(0.02)) sum.merge(std::exchange(piece, {}));
    }
    sum.merge(piece);
    CHECK(sum.rtt == whole.rtt);
    CHECK(sum.variation == whole.variation);
    CHECK(sum.before_loss == whole.before_loss);
    CHECK(sum.periods == whole.periods);
    CHECK(sum.longest == whole.longest);
    CHECK(sum.distance_sum == whole.distance_sum);
    CHECK(sum.lost_ok_lost == whole.lost_ok_lost);
    CHECK(sum.jitter_sum == doctest::Approx(whole.jitter_sum));
}

TEST_CASE("the jitter's recurrence is RFC 3550's: J += (|D| − J) / 16") {
    StreamState stream;
    Part part;
    stream.count(sample(0s, 0, Fate::answered, 20ms), part);
    CHECK(part.jitters == 0);
    stream.count(sample(1s, 1, Fate::answered, 36ms), part);  // |D| = 16 ms: J = 1 ms
    CHECK(part.jitter_sum == doctest::Approx(1e6));
    stream.count(sample(2s, 2, Fate::answered, 19ms), part);  // |D| = 17 ms: J = 2 ms
    CHECK(part.jitter_sum == doctest::Approx(1e6 + 2e6));
    stream.count(sample(3s, 3, Fate::lost), part);
    stream.count(sample(4s, 4, Fate::answered, 19ms), part);  // |D| = 0: J = 2 − 2/16
    CHECK(part.jitter_sum == doctest::Approx(1e6 + 2e6 + 1.875e6));
    // RFC 3393: 16 and 17 ms; no variation across the lost one.
    CHECK(part.variation.count() == 2);
    CHECK(part.variation.min() == 16ms);
    CHECK(part.variation.max() == 17ms);
}

TEST_CASE("RFC 4737 §3.3: what arrives below the next expected number is reordered") {
    const auto reordered = [](std::initializer_list<std::uint64_t> arrivals) {
        Reordering r;
        std::set<std::uint64_t> out;
        for (const auto s : arrivals)
            if (r.arrived(s)) out.insert(s);
        return out;
    };
    using Set = std::set<std::uint64_t>;
    CHECK(reordered({1, 2, 3, 4, 5, 6}) == Set{});
    CHECK(reordered({1, 2, 3, 5, 6, 7, 8, 4, 9, 10}) == Set{4});
    CHECK(reordered({1, 2, 3, 4, 7, 5, 6, 8, 9, 10}) == Set{5, 6});
    CHECK(reordered({1, 2, 3, 7, 8, 9, 10, 4, 5, 6, 11}) == Set{4, 5, 6});
    CHECK(reordered({1, 3, 5, 9}) == Set{});  // lost ones are not reordered
}

TEST_CASE("an answer that overtakes a time-out waits for it: losses count in the requests' order") {
    // Each 100 ms; the third and fourth are lost, which is known a second later.
    TargetMetrics m;
    m.add(sample(20ms, 0, Fate::answered, 20ms));
    m.add(sample(120ms, 1, Fate::answered, 20ms));
    for (std::uint64_t n = 4; n <= 11; ++n)
        m.add(sample(100ms * n + 20ms, n, Fate::answered, 20ms));
    auto hour = m.report(at(2s)).of(Window::hour);
    CHECK(hour.sent == 2);  // the others wait
    m.add(sample(1200ms, 2, Fate::lost));
    m.add(sample(1300ms, 3, Fate::lost));
    hour = m.report(at(2s)).of(Window::hour);
    CHECK(hour.sent == 12);
    CHECK(hour.lost == 2);
    CHECK(hour.loss_periods == 1);
    CHECK(hour.longest_loss == 2);
    CHECK(hour.reordered == 0);
}

TEST_CASE("duplicates and late answers are counted, and stay out of loss") {
    TargetMetrics m;
    m.add(sample(20ms, 0, Fate::answered, 20ms));
    m.add(sample(21ms, 0, Fate::duplicate, 21ms));
    m.add(sample(2s, 1, Fate::lost));
    m.add(sample(2100ms, 1, Fate::late, 1100ms));
    m.add(sample(3s, 2, Fate::not_sent));
    m.add(sample(4s, 3, Fate::answered, 20ms));
    const auto minute = m.report(at(5s)).of(Window::minute);
    CHECK(minute.sent == 3);
    CHECK(minute.lost == 1);
    CHECK(minute.late == 1);
    CHECK(minute.duplicates == 1);
    CHECK(minute.rtt->max == 20ms);
}

TEST_CASE("an outcome that never comes holds nothing back for good") {
    TargetMetrics m;
    m.add(sample(0s, 0, Fate::answered, 20ms));
    for (std::uint64_t n = 2; n < 10; ++n) m.add(sample(1s * n, n, Fate::answered, 20ms));
    CHECK(m.report(at(10s)).of(Window::hour).sent >= 8);
    CHECK(m.report(at(10s)).of(Window::hour).lost == 0);
}

TEST_CASE("a new stream counts from 0 again: neither reordered nor lost") {
    TargetMetrics m;
    for (std::uint64_t n = 0; n < 10; ++n) m.add(sample(1s * n, n, Fate::answered, 20ms));
    for (std::uint64_t n = 0; n < 10; ++n) m.add(sample(20s + 1s * n, n, Fate::answered, 20ms));
    auto hour = m.report(at(30s)).of(Window::hour);
    CHECK(hour.sent == 20);
    CHECK(hour.reordered == 0);
    // … and one that begins with two that are under way for long.
    m.add(sample(40s, 2, Fate::answered, 20ms));
    m.add(sample(40100ms, 0, Fate::answered, 20ms));
    m.add(sample(40200ms, 1, Fate::lost));
    for (std::uint64_t n = 3; n < 10; ++n) m.add(sample(41s + 1s * n, n, Fate::answered, 20ms));
    hour = m.report(at(60s)).of(Window::hour);
    CHECK(hour.sent == 30);
    CHECK(hour.lost == 1);
}

TEST_CASE("after an interruption nothing is linked, and nothing is forgotten") {
    TargetMetrics m;
    m.add(sample(0s, 0, Fate::answered, 20ms));
    m.add(sample(1s, 1, Fate::lost));
    m.interrupt();
    m.add(sample(100s, 700, Fate::lost));
    m.add(sample(101s, 701, Fate::answered, 90ms));
    m.add(sample(103s, 702, Fate::answered, 90ms));
    const auto hour = m.report(at(104s)).of(Window::hour);
    CHECK(hour.sent == 5);
    CHECK(hour.loss_periods == 2);
    CHECK_FALSE(hour.mean_loss_distance);
    CHECK(hour.ipdv->p99 == 0ns);
}

TEST_CASE("Gilbert–Elliott: the parameters of a simulated chain are found again") {
    const auto run = [](double p, double r, double h, std::uint64_t seed) {
        simnet::Random random(seed);
        StreamState stream;
        Part part;
        bool bad = false;
        for (std::uint64_t n = 0; n < 300'000; ++n) {
            bad = bad ? !random.chance(r) : random.chance(p);
            const bool lost = bad && !random.chance(h);
            stream.count(sample(10ms * n, n, lost ? Fate::lost : Fate::answered, 20ms), part);
        }
        return *fit_gilbert_elliott(part);
    };
    const auto simple = run(0.01, 0.25, 0, 1);
    CHECK(simple.p == doctest::Approx(0.01).epsilon(0.05));
    CHECK(simple.r == doctest::Approx(0.25).epsilon(0.05));
    CHECK(simple.h < 0.05);
    CHECK(simple.k == 1);
    const auto gilbert = run(0.01, 0.1, 0.4, 2);
    CHECK(gilbert.h_fitted);
    CHECK(gilbert.p == doctest::Approx(0.01).epsilon(0.15));
    CHECK(gilbert.r == doctest::Approx(0.1).epsilon(0.15));
    CHECK(gilbert.h == doctest::Approx(0.4).epsilon(0.1));
}

TEST_CASE("Gilbert–Elliott says nothing of few losses, or of nothing but loss") {
    std::string few;
    for (std::uint64_t i = 0; i + 1 < kLeastLossesForModel; ++i) few += "x...";
    CHECK_FALSE(fit_gilbert_elliott(part_of(few)));
    CHECK(fit_gilbert_elliott(part_of(few + "x...")));
    CHECK_FALSE(fit_gilbert_elliott(part_of(std::string(100, 'x'))));
    CHECK_FALSE(fit_gilbert_elliott(part_of(std::string(100, '.'))));
}
