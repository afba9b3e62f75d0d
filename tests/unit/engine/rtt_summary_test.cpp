#include "agent/engine/rtt_summary.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace std::chrono_literals;
using traypulse::Nanoseconds;
using traypulse::Rtt;
using traypulse::RttSummary;

namespace {

RttSummary of(std::initializer_list<Nanoseconds> values) {
    RttSummary out;
    for (const auto value : values) out.add(Rtt(value));
    return out;
}

}  // namespace

TEST_CASE("nothing seen is all zero") {
    const RttSummary none;
    CHECK(none.count() == 0);
    CHECK(none.min() == 0ns);
    CHECK(none.mean() == 0ns);
    CHECK(none.deviation() == 0ns);
    CHECK(none.percentile(0.5) == 0ns);
    CHECK(none.jitter() == 0ns);
}

TEST_CASE("few samples are summed up exactly") {
    const auto s = of({2ms, 4ms, 4ms, 4ms, 5ms, 5ms, 7ms, 9ms});
    CHECK(s.count() == 8);
    CHECK(s.min() == 2ms);
    CHECK(s.max() == 9ms);
    CHECK(s.mean() == 5ms);
    CHECK(s.deviation() == 2ms);
    CHECK(s.percentile(0.5) == 4ms);
    CHECK(s.percentile(0.95) == 9ms);
    CHECK(s.percentile(0) == 2ms);
    CHECK(s.percentile(1) == 9ms);
    CHECK(of({-5ns}).max() == 0ns);
}

TEST_CASE("jitter is that of RFC 3550") {
    CHECK(of({10ms}).jitter() == 0ns);
    CHECK(of({10ms, 26ms}).jitter() == 1ms);             // 16 / 16
    CHECK(of({10ms, 26ms, 26ms}).jitter() == 937500ns);  // 1 − 1/16
    CHECK(of({5ms, 5ms, 5ms}).jitter() == 0ns);
}

TEST_CASE("many samples keep every percentile within 1 %") {
    std::mt19937_64 random(7);  // NOLINT(bugprone-random-generator-seed,cert-msc51-cpp): repeatable
    std::lognormal_distribution<double> delay(std::log(12e6), 1.0);
    std::vector<std::int64_t> values;
    RttSummary s;
    for (int i = 0; i < 50000; ++i) {
        values.push_back(static_cast<std::int64_t>(delay(random)));
        s.add(Rtt(Nanoseconds(values.back())));
    }
    std::sort(values.begin(), values.end());
    for (const double share : {0.01, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999}) {
        const auto rank = static_cast<std::size_t>(std::ceil(share * 50000.0)) - 1;
        const auto truth = static_cast<double>(values[rank]);
        CHECK(std::abs(static_cast<double>(s.percentile(share).count()) - truth) <= truth * 0.01);
    }
    CHECK(s.percentile(1).count() == values.back());
}

TEST_CASE("merging equals adding, whatever the sizes") {
    for (const int first : {0, 1, 100, 1000, 5000})
        for (const int second : {0, 1, 100, 1000, 5000}) {
            RttSummary a;
            RttSummary b;
            RttSummary all;
            for (int i = 0; i < first + second; ++i) {
                const Rtt rtt(std::chrono::microseconds(100 + (i * 7919) % 10007));
                (i < first ? a : b).add(rtt);
                all.add(rtt);
            }
            a.merge(b);
            CHECK(a.count() == all.count());
            CHECK(a.min() == all.min());
            CHECK(a.max() == all.max());
            CHECK(std::abs((a.mean() - all.mean()).count()) <= 1);
            CHECK(std::abs((a.deviation() - all.deviation()).count()) <= 2);
            CHECK(a.percentile(0.5) == all.percentile(0.5));
            CHECK(a.percentile(0.99) == all.percentile(0.99));
        }
}

TEST_CASE("it can be merged with itself") {
    auto s = of({1ms, 2ms, 3ms});
    s.merge(s);
    CHECK(s.count() == 6);
    CHECK(s.mean() == 2ms);
    CHECK(s.percentile(0.5) == 2ms);
}

TEST_CASE("the largest values have a bucket too") {
    RttSummary s;
    for (int i = 0; i < 2000; ++i) s.add(Rtt(Nanoseconds::max()));
    s.add(Rtt(0ns));
    CHECK(s.max() == Nanoseconds::max());
    CHECK(s.percentile(0.5).count() > Nanoseconds::max().count() / 100 * 99);
    CHECK(s.min() == 0ns);
}
