#include "agent/ui/status_model.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace traypulse::ui;
using namespace std::chrono_literals;

namespace {

const WallTime kToday{1'700'000'000s};

std::string two_past_two(WallTime) { return "14:02"; }

Snapshot three() {
    Snapshot s;
    s.taken = kToday;
    s.verdict.glance = Glance::up;
    for (std::uint32_t i = 1; i <= 3; ++i) {
        TargetView t;
        t.id = TargetId(i);
        t.name = "Target " + std::to_string(i);
        t.state = TargetState::up;
        t.since = kToday - 4min;
        t.sent = 10;
        t.rtt = Rtt(12ms);
        s.targets.push_back(t);
    }
    return s;
}

}  // namespace

TEST_CASE("before the first snapshot") {
    const auto m = status_model(nullptr, two_past_two);
    CHECK(m.headline == "Starting…");
    CHECK(m.rows.empty());
}

TEST_CASE("what is not served or delivered is said while nothing worse is") {
    auto s = three();
    s.hooks_problem = "The hook \"Pager\" does not get through.";
    CHECK(status_model(&s, two_past_two).summary == s.hooks_problem);
    s.verdict.glance = Glance::down;
    CHECK(status_model(&s, two_past_two).summary == "All 3 targets answer.");
    s.verdict.glance = Glance::up;
    s.metrics_problem = "The figures cannot be served.";
    CHECK(status_model(&s, two_past_two).summary == s.metrics_problem);
}

TEST_CASE("all well") {
    const auto s = three();
    const auto m = status_model(&s, two_past_two);
    CHECK(m.headline == "Online · 12 ms");
    CHECK(m.summary == "All 3 targets answer.");
    CHECK(m.rows[0].latency == "12 ms");
    CHECK(m.rows[0].loss == "0 %");
    CHECK(m.why.empty());
}

TEST_CASE("what does not answer is counted, and what is off is not") {
    auto s = three();
    s.targets[0].state = TargetState::down;
    s.targets[0].rtt.reset();
    s.targets[0].loss = 1;
    s.targets[1].enabled = false;
    const auto m = status_model(&s, two_past_two);
    CHECK(m.summary == "1 target answers, 1 does not.");
    CHECK(m.rows[0].state_text == "down 4 min");
    CHECK(m.rows[0].loss == "100 %");
    CHECK(m.rows[1].state_text == "off");
    CHECK_FALSE(m.rows[1].ticked);
    CHECK(m.rows[1].latency.empty());
}

TEST_CASE("no data is not counted as down") {
    auto s = three();
    s.targets[2].state = TargetState::unknown;
    CHECK(status_model(&s, two_past_two).summary == "2 targets answer, 1 without data.");
    s.verdict.reason = "the helper is not answering";
    CHECK(status_model(&s, two_past_two).summary ==
          "Nothing is known: the helper is not answering.");
}

TEST_CASE("a broken configuration is said where it is seen") {
    auto s = three();
    s.config_problem = "config.toml:12:1: unknown key \"intervall\"";
    CHECK(status_model(&s, two_past_two).summary == s.config_problem);
}

TEST_CASE("why: reasons, evidence, what was held back, and how pings are sent") {
    auto s = three();
    s.targets[0].reason = "no answer to ping";
    s.evidence = {{"Router", "answers, 1 ms", kToday}};
    s.held_back = {{kToday, "Shop is down", "notifications are muted until 15:00"}};
    s.channel = "helper";
    CHECK(status_model(&s, two_past_two).why ==
          "Target 1: no answer to ping\n14:02  Router: answers, 1 ms\n"
          "14:02  Not announced: Shop is down (notifications are muted until 15:00)\n"
          "Pings are sent by: helper");
}

TEST_CASE("paused and muted offer the way back") {
    auto s = three();
    s.paused_all = true;
    s.muted = true;
    for (auto& t : s.targets) t.state = TargetState::paused;
    const auto m = status_model(&s, two_past_two);
    CHECK(m.pause_label == "Resume");
    CHECK(m.mute_label == "Unmute");
    CHECK(m.summary == "No target is watched now.");
    CHECK(m.rows[0].ticked);
}
