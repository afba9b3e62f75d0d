#include "helper/quota.h"

#include <doctest/doctest.h>

#include <deque>
#include <random>

using namespace traypulse;
using namespace traypulse::helper;
using namespace std::chrono_literals;

namespace {
constexpr MonoTime kQuotaStart{1h};
}

TEST_CASE("a burst passes at once, then the rate") {
    TokenBucket bucket(1000, 200);
    int passed = 0;
    while (bucket.ready(kQuotaStart)) {
        bucket.take(kQuotaStart);
        REQUIRE(++passed <= 200);
    }
    CHECK(passed == 200);
    CHECK(bucket.ready_at() == kQuotaStart + 1ms);
    CHECK_FALSE(bucket.ready(kQuotaStart + 1ms - 1ns));
    CHECK(bucket.ready(kQuotaStart + 1ms));
}

TEST_CASE("no window holds more than burst and rate allow") {
    std::mt19937 random(9);
    for (const std::uint32_t rate : {1U, 3U, 7U, 1000U, 5000U, 999'983U}) {
        constexpr std::uint32_t kBurst = 20;
        TokenBucket bucket(rate, kBurst);
        std::deque<MonoTime> passed;
        auto now = kQuotaStart;
        while (passed.size() < 500) {
            if (bucket.ready(now)) {
                bucket.take(now);
                passed.push_back(now);
            } else if (random() % 3 == 0) {
                now += Nanoseconds{random() % 2'000'000'000};
            } else {
                now = bucket.ready_at();
            }
        }
        for (std::size_t i = 0; i < passed.size(); i += 7)
            for (std::size_t j = i; j < passed.size(); ++j) {
                const double seconds = std::chrono::duration<double>(passed[j] - passed[i]).count();
                REQUIRE(static_cast<double>(j - i + 1) <= kBurst + seconds * rate + 1e-6);
            }
    }
}

TEST_CASE("without a rate there is no ceiling") {
    TokenBucket bucket(0, 1);
    for (int i = 0; i < 100'000; ++i) {
        REQUIRE(bucket.ready(kQuotaStart));
        bucket.take(kQuotaStart);
    }
    CHECK(bucket.full(kQuotaStart));
}
