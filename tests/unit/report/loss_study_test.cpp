#include "agent/report/loss_study.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace traypulse::report;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kFirst{std::chrono::seconds(1'717'243'200)};

/// '.' answered, 'x' lost, 'l' late, 'n' not sent: one a second.
LossStudy study(const std::string& text, const std::vector<store::StateInterval>& intervals = {}) {
    LossStudent student(intervals);
    auto at = kFirst;
    for (const char c : text) {
        store::Sample s;
        s.time = at;
        s.outcome = c == '.'   ? store::Outcome::answered
                    : c == 'l' ? store::Outcome::late
                    : c == 'n' ? store::Outcome::not_sent
                               : store::Outcome::timeout;
        s.rtt = Rtt(c == '.' ? Nanoseconds(10ms) : Nanoseconds(0));
        student.add(s);
        at += 1s;
    }
    return student.take();
}

}  // namespace

TEST_CASE("loss periods and distances are those of RFC 3357") {
    const auto s = study("..x.xx...xxx.n.l..x");
    CHECK(s.sent == 17);
    CHECK(s.lost == 7);
    CHECK(s.periods == 4);
    CHECK(s.lengths[0] == 2);
    CHECK(s.lengths[1] == 1);
    CHECK(s.lengths[2] == 1);
    CHECK(s.longest == 3);
    CHECK(s.longest_at == kFirst + 9s);
    // 3, 5, 6, 10, 11, 12 and 17 of those that count: (17 - 3) / 6.
    REQUIRE(s.mean_distance);
    CHECK(*s.mean_distance == doctest::Approx(14.0 / 6));
    CHECK(s.pattern.kind == metrics::LossPattern::too_few);
}

TEST_CASE("requests while down are counted apart, and part no period") {
    const auto s = study("..xxxxx..x.", {{TargetState::up, kFirst, kFirst + 2s, false, ""},
                                         {TargetState::down, kFirst + 2s, kFirst + 7s, false, ""},
                                         {TargetState::up, kFirst + 7s, kFirst + 99s, false, ""}});
    CHECK(s.sent == 6);
    CHECK(s.lost == 1);
    CHECK(s.sent_down == 5);
    CHECK(s.lost_down == 5);
    CHECK(s.periods == 1);
}

TEST_CASE("nothing, and nothing lost") {
    CHECK_FALSE(study("").from);
    const auto s = study("....");
    CHECK(s.from == kFirst);
    CHECK(s.periods == 0);
    CHECK_FALSE(s.mean_distance);
    CHECK(s.pattern.kind == metrics::LossPattern::none);
}

TEST_CASE("bursts, a rhythm and chance are told apart") {
    std::string bursts, rhythm, chance;
    unsigned seed = 1;
    for (int i = 0; i < 4000; ++i) {
        seed = seed * 1103515245U + 12345U;
        chance += (seed >> 16U) % 100 == 0 ? 'x' : '.';
        rhythm += i % 60 == 30 ? 'x' : '.';
    }
    seed = 7;
    for (int i = 0; i < 40; ++i) {
        seed = seed * 1103515245U + 12345U;
        bursts += std::string(20 + (seed >> 16U) % 150, '.') + "xxx";
    }
    CHECK(study(bursts).pattern.kind == metrics::LossPattern::bursts);
    CHECK(study(chance).pattern.kind == metrics::LossPattern::random);
    const auto found = study(rhythm).pattern;
    CHECK(found.kind == metrics::LossPattern::periodic);
    REQUIRE(found.period);
    CHECK(std::chrono::abs(*found.period - Nanoseconds(60s)) < Nanoseconds(1s));
}
