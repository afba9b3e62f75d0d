#include "agent/engine/sample_window.h"

#include <doctest/doctest.h>

#include "agent/engine/backoff.h"
#include "agent/engine/rtt_estimator.h"

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

MonoTime at(Nanoseconds t) { return MonoTime(t); }

}  // namespace

TEST_CASE("loss is the share of unanswered requests of the last minute (RFC 6673)") {
    SampleWindow w;
    for (int i = 0; i < 10; ++i)
        w.add(at(i * 1s), i % 5 == 0 ? std::nullopt : std::optional(Rtt(20ms)));
    CHECK(w.samples() == 10);
    CHECK(w.lost() == 2);
    CHECK(w.loss() == doctest::Approx(0.2));
    w.prune(at(60s));  // the first one, a lost one, is a minute old
    CHECK(w.samples() == 9);
    CHECK(w.lost() == 1);
    w.prune(at(5min));
    CHECK(w.samples() == 0);
    CHECK(w.loss() == 0.0);
}

TEST_CASE("jitter follows RFC 3550 §6.4.1: J += (|D| − J) / 16") {
    SampleWindow w;
    w.add(at(0s), Rtt(20ms));
    CHECK_FALSE(w.jitter());
    w.add(at(1s), Rtt(36ms));  // |D| = 16 ms → 1 ms
    CHECK(w.jitter() == 1ms);
    w.add(at(2s), Rtt(19ms));  // |D| = 17 ms → 1 + 16/16 = 2 ms
    CHECK(w.jitter() == 2ms);
    w.add(at(3s), std::nullopt);  // a lost one has no transit time
    CHECK(w.jitter() == 2ms);
}

TEST_CASE("the median is not moved by one outlier") {
    SampleWindow w;
    CHECK_FALSE(w.median());
    for (auto rtt : {10ms, 11ms, 900ms, 12ms, 13ms}) w.add(at(0s), Rtt(rtt));
    CHECK(w.median() == Rtt(12ms));
    CHECK(w.last() == Rtt(13ms));
}

TEST_CASE("the learnt timeout stays between its floor and the configured one") {
    RttEstimator e;
    CHECK(e.timeout(1s) == 1s);
    for (int i = 0; i < 50; ++i) e.add(Rtt(1ms));
    CHECK(e.timeout(1s) == 250ms);
    for (int i = 0; i < 50; ++i) e.add(Rtt(600ms));
    CHECK(e.timeout(1s) > 600ms);
    CHECK(e.timeout(1s) <= 1s);
    CHECK(e.timeout(100ms) == 100ms);
}

TEST_CASE("back-off: the check's own pace three times, then 2ⁿ s with jitter, at most 300 s") {
    Backoff b(7);
    for (int i = 0; i < 3; ++i) CHECK(b.failed(2s) == 2s);
    for (auto most = 2s; most <= 256s; most *= 2) {
        const auto wait = b.failed(2s);
        CHECK(wait >= most / 2);
        CHECK(wait <= most);
    }
    for (int i = 0; i < 100; ++i) {
        const auto wait = b.failed(2s);
        CHECK(wait >= 150s);
        CHECK(wait <= 300s);
    }
    b.succeeded();
    CHECK(b.failed(2s) == 2s);
    Backoff other(8);
    for (int i = 0; i < 8; ++i) (void)other.failed(2s);
    Backoff third(9);
    for (int i = 0; i < 8; ++i) (void)third.failed(2s);
    CHECK(other.failed(2s) != third.failed(2s));  // no two agents in step
}
