#include "agent/engine/metrics/latency_histogram.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/support/simnet/random.h"

using namespace traypulse;
using namespace traypulse::metrics;
using namespace std::chrono_literals;

namespace {

/// Round trips of 30 µs to 3 s, evenly over the orders of magnitude.
std::vector<Nanoseconds> times(std::size_t count, std::uint64_t seed) {
    simnet::Random random(seed);
    std::vector<Nanoseconds> out;
    for (std::size_t i = 0; i < count; ++i)
        out.emplace_back(std::llround(30'000 * std::pow(10, 5 * random.uniform())));
    return out;
}

LatencyHistogram of(const std::vector<Nanoseconds>& times) {
    LatencyHistogram out;
    for (const auto t : times) out.add(t);
    return out;
}

}  // namespace

TEST_CASE("percentiles are within the stated error of the sorted samples") {
    auto all = times(20'000, 1);
    const auto h = of(all);
    std::sort(all.begin(), all.end());
    for (int permille = 1; permille <= 1000; ++permille) {
        const double share = permille / 1000.0;
        const auto rank = static_cast<std::size_t>(std::ceil(share * 20'000 - 1e-9)) - 1;
        const auto truth = static_cast<double>(all[rank].count());
        const auto said = static_cast<double>(h.percentile(share).count());
        CHECK(std::abs(said - truth) <= LatencyHistogram::kRelativeError * truth);
    }
    CHECK(h.min() == all.front());
    CHECK(h.max() == all.back());
    CHECK(h.count() == all.size());
}

TEST_CASE("merging gives what one histogram of all samples would be, in any order") {
    const auto a = times(500, 2), b = times(300, 3), c = times(40, 4);
    auto all = a;
    all.insert(all.end(), b.begin(), b.end());
    all.insert(all.end(), c.begin(), c.end());
    auto ab = of(a);
    ab.merge(of(b));
    ab.merge(of(c));
    auto cb = of(c);
    cb.merge(of(b));
    cb.merge(of(a));
    CHECK(ab == of(all));
    CHECK(cb == of(all));
    LatencyHistogram empty;
    empty.merge(of(a));
    CHECK(empty == of(a));
    empty.merge(LatencyHistogram{});
    CHECK(empty == of(a));
}

TEST_CASE("memory has a bound, whatever comes") {
    LatencyHistogram h;
    for (std::int64_t shift = 0; shift < 63; ++shift)
        for (std::int64_t i = 0; i < 200; ++i) h.add(Nanoseconds((i << shift) / 100));
    h.add(Nanoseconds::max());
    h.add(Nanoseconds(-5));
    CHECK(h.max() == Nanoseconds::max());
    CHECK(h.min() == 0ns);
    CHECK(h.entries().size() <= LatencyHistogram::kBuckets);
    CHECK(h.entries().back().bucket == LatencyHistogram::kBuckets - 1);
}

TEST_CASE("every bucket's middle lies in it") {
    for (std::size_t i = 0; i + 1 < LatencyHistogram::kBuckets; ++i)
        CHECK(LatencyHistogram::bucket_of(LatencyHistogram::middle_of(i)) == i);
}

TEST_CASE("the stored form is version 1, byte by byte") {
    LatencyHistogram h;
    h.add(5ns);
    h.add(5ns);
    h.add(300ns);  // shift 2: 2 × 64 + 75 = 203
    const std::vector<std::uint8_t> expected{1, 2, 5, 0xac, 2, 5, 2, 0xc6, 1, 1};
    CHECK(h.serialise() == expected);
    const auto back = LatencyHistogram::parse(expected);
    REQUIRE(back.ok());
    CHECK(back.value() == h);
    CHECK(LatencyHistogram::parse(LatencyHistogram{}.serialise()).value() == LatencyHistogram{});
    const auto many = of(times(5000, 5));
    CHECK(LatencyHistogram::parse(many.serialise()).value() == many);
}

TEST_CASE("a damaged stored form is refused, never believed") {
    const auto good = of(times(50, 6)).serialise();
    for (std::size_t length = 0; length < good.size(); ++length)
        CHECK_FALSE(LatencyHistogram::parse({good.data(), length}).ok());
    auto longer = good;
    longer.push_back(0);
    CHECK_FALSE(LatencyHistogram::parse(longer).ok());
    auto newer = good;
    newer[0] = 2;
    CHECK_FALSE(LatencyHistogram::parse(newer).ok());
    // Whatever a flipped bit yields, it is refused or consistent: what it says, it stores again.
    int refused = 0;
    for (std::size_t i = 0; i < 8 * good.size(); ++i) {
        auto bad = good;
        bad[i / 8] = static_cast<std::uint8_t>(bad[i / 8] ^ (1U << (i % 8)));
        const auto parsed = LatencyHistogram::parse(bad);
        if (!parsed)
            ++refused;
        else
            CHECK(LatencyHistogram::parse(parsed.value().serialise()).value() == parsed.value());
    }
    CHECK(refused > 0);
    const std::vector<std::uint8_t> no_end{1,    1,    0,    0,    0xff, 0xff, 0xff, 0xff,
                                           0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    CHECK_FALSE(LatencyHistogram::parse(no_end).ok());
}
