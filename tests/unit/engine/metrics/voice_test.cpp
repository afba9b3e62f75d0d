#include "agent/engine/metrics/voice.h"

#include <doctest/doctest.h>

#include "tests/unit/engine/metrics/feed.h"

using namespace traypulse;
using namespace traypulse::metrics;
using namespace traypulse::metrics::test;

TEST_CASE("G.107: with all parameters at their defaults R is 93.2") {
    CHECK(rating({}) == doctest::Approx(93.2).epsilon(0.0005));
    CHECK(mean_opinion(rating({})) == doctest::Approx(4.41).epsilon(0.001));
}

TEST_CASE("G.107 Annex B, Table B.1: R and the mean opinion score") {
    const double table[][2] = {{90, 4.34}, {80, 4.03}, {70, 3.60}, {60, 3.10}, {50, 2.58}};
    for (const auto& row : table) CHECK(std::abs(mean_opinion(row[0]) - row[1]) < 0.01);
    CHECK(mean_opinion(0) == 1);
    CHECK(mean_opinion(-3) == 1);
    CHECK(mean_opinion(100) == 4.5);
    CHECK(mean_opinion(3) == 1);  // where the cubic dips below
}

TEST_CASE("G.107 §3.5: packet loss costs Ie,eff = 95 · Ppl ÷ (Ppl ÷ BurstR + Bpl)") {
    const double clean = rating({});
    CHECK(clean - rating({0s, 0.01, 1}) == doctest::Approx(95 * 1 / (1 + 25.1)));
    CHECK(clean - rating({0s, 0.05, 1}) == doctest::Approx(95 * 5 / (5 + 25.1)));
    CHECK(clean - rating({0s, 0.05, 2}) == doctest::Approx(95 * 5 / (2.5 + 25.1)));
    CHECK(rating({0s, 0.05, 0.1}) == rating({0s, 0.05, 1}));
    CHECK(rating({0s, 1, 1}) > 0);
}

TEST_CASE("delay costs little up to 150 ms one way, and much at 400 ms") {
    CHECK(rating({100ms}) > 88);
    CHECK(rating({150ms}) > 85);
    CHECK(rating({400ms}) < 70);
    CHECK(rating({400ms}) > 50);
}

TEST_CASE("a call over a path: delay, loss, bursts and the jitter buffer") {
    const auto good = voice_over(part_of(std::string(100, '.'), 20ms));
    REQUIRE(good);
    CHECK(good->mos > 4.3);
    CHECK(good->buffer == 0ms);
    std::string lossy;
    for (int i = 0; i < 20; ++i) lossy += "....x....." + std::string(10, '.');
    const auto random = voice_over(part_of(lossy, 20ms));
    CHECK(random->mos < good->mos);
    const auto bursty = voice_over(part_of(std::string(190, '.') + "xxxxx" + std::string(190, '.') +
                                               "xxxxx"
                                               "xxxxxxxxxx" +
                                               std::string(10, '.'),
                                           20ms));
    CHECK(bursty->mos < random->mos);  // as much lost, in fewer periods
    CHECK_FALSE(voice_over(part_of("xxxxxxx..", 20ms)));
    // One answer of 500 ms among a hundred is given up rather than waited for.
    Part outlier = part_of(std::string(99, '.'), 20ms);
    outlier.rtt.add(500ms);
    ++outlier.answered;
    CHECK(voice_over(outlier)->buffer < 200ms);
}
