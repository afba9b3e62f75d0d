#include "agent/ui/notice_model.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace traypulse;
using namespace traypulse::ui;
using desktop::Urgency;
using namespace std::chrono_literals;

namespace {

Notice outage(Cause cause, std::vector<TargetId> targets) {
    Notice n;
    n.outage = OutageId(7);
    n.kind = NoticeKind::outage;
    n.glance = Glance::down;
    n.cause = cause;
    n.title = "Shop is down";
    n.body = "No answer to ping since 14:02.";
    n.targets = std::move(targets);
    return n;
}

std::vector<std::string> labels(const Notice& n) {
    std::vector<std::string> out;
    for (const auto& a : notification_of(n, 1).actions) out.push_back(a.label);
    return out;
}

}  // namespace

TEST_CASE("an outage is critical, a recovery is not, and both share a key") {
    const auto bad = outage(Cause::target_down, {TargetId(3)});
    auto good = bad;
    good.kind = NoticeKind::recovery;
    good.glance = Glance::up;
    const auto first = notification_of(bad, 1);
    const auto second = notification_of(good, 2);
    CHECK(first.urgency == Urgency::critical);
    CHECK(second.urgency == Urgency::normal);
    CHECK(first.key == second.key);
    CHECK(first.ongoing);
    CHECK_FALSE(second.ongoing);
    CHECK(first.summary == "Shop is down");
    CHECK(first.body == "No answer to ping since 14:02.");
}

TEST_CASE("slowness does not shout") {
    auto slow = outage(Cause::unstable, {TargetId(3)});
    slow.glance = Glance::degraded;
    CHECK(notification_of(slow, 1).urgency == Urgency::normal);
}

TEST_CASE("information belongs to no outage: each has a key of its own") {
    Notice n;
    CHECK(notification_of(n, 1).key != notification_of(n, 2).key);
    CHECK(labels(n) == std::vector<std::string>{"Open"});
}

TEST_CASE("one target can be paused, a cause for several cannot") {
    using Labels = std::vector<std::string>;
    CHECK(labels(outage(Cause::target_down, {TargetId(3)})) ==
          Labels{"Open", "Why?", "Mute until recovered", "Pause this target"});
    CHECK(labels(outage(Cause::provider_outage, {TargetId(3), TargetId(4)})) ==
          Labels{"Open", "Why?", "Mute 1 h"});
    CHECK(labels(outage(Cause::provider_outage, {TargetId(3)})) ==
          Labels{"Open", "Why?", "Mute 1 h"});
}

TEST_CASE("every button of ours is understood, and nothing else is") {
    for (const auto& a : notification_of(outage(Cause::target_down, {TargetId(3)}), 1).actions)
        CHECK(notification_action(a.key));
    const auto pause = notification_action("pause:3");
    REQUIRE(pause);
    CHECK(std::get<command::PauseTarget>(std::get<Command>(*pause)).target == TargetId(3));
    const auto mute_one = notification_action("mute:3");
    REQUIRE(mute_one);
    CHECK(std::get<command::MuteTarget>(std::get<Command>(*mute_one)).target == TargetId(3));
    CHECK_FALSE(std::get<command::MuteTarget>(std::get<Command>(*mute_one)).duration);
    const auto mute = notification_action("mute");
    CHECK(std::get<command::Mute>(std::get<Command>(*mute)).duration == 1h);
    for (const char* wrong : {"", "pause:", "pause:0", "pause:x", "pause:3x", "pause:99999999999",
                              "mute:", "mute:0", "settings"})
        CHECK_FALSE(notification_action(wrong));
}
