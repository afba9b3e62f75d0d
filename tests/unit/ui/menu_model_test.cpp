#include "agent/ui/menu_model.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "agent/desktop/menu_diff.h"

using namespace traypulse;
using namespace traypulse::ui;
using desktop::MenuItem;
using namespace std::chrono_literals;

namespace {

const WallTime kNow{1'700'000'000s};

int characters(const std::string& text) {
    return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

MenuModel model() {
    return {[](WallTime) { return std::string("15:00"); }, &characters};
}

TargetView target(std::uint32_t id, std::string name, TargetState state = TargetState::up) {
    TargetView t;
    t.id = TargetId(id);
    t.name = std::move(name);
    t.state = state;
    t.since = kNow - 4min;
    t.sent = 10;
    if (state == TargetState::up) t.rtt = Rtt(std::chrono::milliseconds(id));
    return t;
}

Snapshot some(std::size_t count) {
    Snapshot s;
    s.taken = kNow;
    s.verdict.glance = Glance::up;
    for (std::uint32_t i = 1; i <= count; ++i) {
        s.targets.push_back(target(i, "Target " + std::to_string(i)));
        s.targets.back().group = i % 2 == 0 ? "Even" : "Odd";
    }
    return s;
}

void each(const MenuItem& root, const std::function<void(const MenuItem&)>& visit) {
    for (const auto& item : root.children) {
        visit(item);
        each(item, visit);
    }
}

const MenuItem* visible(const MenuItem& root, const std::string& start) {
    const MenuItem* found = nullptr;
    each(root, [&](const MenuItem& i) {
        if (!found && i.visible && i.label.starts_with(start)) found = &i;
    });
    return found;
}

}  // namespace

TEST_CASE("numbers are unique and none is 0") {
    for (const std::size_t count : {0U, 3U, 12U, 13U, 200U}) {
        std::set<int> seen;
        each(model().build(some(count)), [&](const MenuItem& i) {
            CHECK(i.id != 0);
            CHECK(seen.insert(i.id).second);
        });
    }
}

TEST_CASE("states change properties only, so an open menu stays open") {
    for (const std::size_t count : {3U, 30U}) {
        const auto before = some(count);
        auto after = before;
        after.targets[1].state = TargetState::down;
        after.targets[2].enabled = false;
        after.verdict = {Glance::down, Cause::target_down, Confidence::certain,
                         kNow,         {TargetId(2)},      ""};
        after.muted = true;
        after.paused_all = true;
        CHECK_FALSE(desktop::menu_change(model().build(before), model().build(after)).structure);
    }
}

TEST_CASE("values stand flush right") {
    auto s = some(2);
    s.targets[0].name = "Cloudflare DNS";
    s.targets[1].state = TargetState::down;
    const auto menu = model().build(s);
    CHECK(visible(menu, "Cloudflare")->label == "Cloudflare DNS           1 ms");
    CHECK(visible(menu, "Target 2")->label == "Target 2           down 4 min");
}

TEST_CASE("ticked means watched, and a click turns it") {
    auto s = some(3);
    s.targets[1].enabled = false;
    s.targets[1].state = TargetState::paused;
    s.targets[2].state = TargetState::paused;
    const auto menu = model().build(s);
    CHECK(visible(menu, "Target 1")->checked);
    CHECK_FALSE(visible(menu, "Target 2")->checked);
    CHECK_FALSE(visible(menu, "Target 3")->checked);
    const auto command_of = [&](const char* name) {
        const auto action = MenuModel::action(visible(menu, name)->id, &s);
        REQUIRE(action);
        return std::get<Command>(*action);
    };
    CHECK_FALSE(std::get<command::SetEnabled>(command_of("Target 1")).enabled);
    CHECK(std::get<command::SetEnabled>(command_of("Target 2")).enabled);
    CHECK(std::get<command::ResumeTarget>(command_of("Target 3")).target == TargetId(3));
}

TEST_CASE("while everything is paused the ticks stay as they were") {
    auto s = some(1);
    s.paused_all = true;
    s.targets[0].state = TargetState::paused;
    CHECK(visible(model().build(s), "Target 1")->checked);
}

TEST_CASE("Why… only while something is wrong") {
    auto s = some(2);
    CHECK_FALSE(visible(model().build(s), "Why"));
    s.verdict.cause = Cause::provider_outage;
    s.verdict.since = kNow - 4min;
    const auto menu = model().build(s);
    REQUIRE(visible(menu, "Why"));
    CHECK(std::holds_alternative<ShowWhy>(*MenuModel::action(visible(menu, "Why")->id, &s)));
    CHECK(menu.children[0].label == "Provider outage · 4 min");
}

TEST_CASE("pause and mute offer their ends, and then the way back") {
    auto s = some(1);
    auto menu = model().build(s);
    CHECK(visible(menu, "Pause all")->children.size() == 3);
    const auto& mutes = visible(menu, "Mute notifications")->children;
    CHECK(std::count_if(mutes.begin(), mutes.end(), [](const auto& i) { return i.visible; }) == 3);
    CHECK_FALSE(visible(menu, "Resume"));
    const auto quarter = MenuModel::action(visible(menu, "15 minutes")->id, &s);
    CHECK(std::get<command::PauseAll>(std::get<Command>(*quarter)).duration == 15min);
    const auto recovered = MenuModel::action(visible(menu, "Until recovered")->id, &s);
    CHECK_FALSE(std::get<command::Mute>(std::get<Command>(*recovered)).duration);
    s.paused_all = true;
    s.paused_until = kNow + 15min;
    s.muted = true;
    menu = model().build(s);
    CHECK(visible(menu, "Resume (paused until 15:00)"));
    CHECK(visible(menu, "Unmute (muted until recovered)"));
    CHECK_FALSE(visible(menu, "Pause all"));
    CHECK_FALSE(visible(menu, "Mute notifications"));
}

TEST_CASE("a target that is down can be muted until it has recovered, and unmuted") {
    auto s = some(14);
    CHECK_FALSE(visible(model().build(s), "Mute Target"));
    s.targets[1].state = TargetState::down;
    auto menu = model().build(s);
    const auto* offer = visible(menu, "Mute Target 2 until recovered");
    REQUIRE(offer);
    const auto mute = MenuModel::action(offer->id, &s);
    CHECK(std::get<command::MuteTarget>(std::get<Command>(*mute)).target == TargetId(2));
    CHECK_FALSE(std::get<command::MuteTarget>(std::get<Command>(*mute)).duration);
    s.targets[1].muted = true;
    menu = model().build(s);
    const auto* back = visible(menu, "Unmute Target 2");
    REQUIRE(back);
    const auto unmute = MenuModel::action(back->id, &s);
    CHECK(std::get<command::UnmuteTarget>(std::get<Command>(*unmute)).target == TargetId(2));
}

TEST_CASE("more than twelve: groups, and the broken ones on top, each working") {
    auto s = some(13);
    s.targets[4].state = TargetState::down;
    const auto menu = model().build(s);
    REQUIRE(visible(menu, "Odd"));
    REQUIRE(visible(menu, "Even"));
    CHECK(visible(menu, "Odd")->children.size() == 7);
    std::vector<const MenuItem*> on_top;
    for (const auto& i : menu.children) {
        if (i.visible && i.kind == MenuItem::Kind::check) on_top.push_back(&i);
    }
    REQUIRE(on_top.size() == 1);
    CHECK(on_top[0]->label.starts_with("Target 5"));
    const auto action = MenuModel::action(on_top[0]->id, &s);
    CHECK(std::get<command::SetEnabled>(std::get<Command>(*action)).target == TargetId(5));
    CHECK_FALSE(MenuModel::action(visible(menu, "Odd")->id, &s));
}

TEST_CASE("a click on what is gone does nothing") {
    const auto s = some(3);
    const auto menu = model().build(s);
    const int id = visible(menu, "Target 3")->id;
    CHECK_FALSE(MenuModel::action(id, nullptr));
    const auto fewer = some(2);
    CHECK_FALSE(MenuModel::action(id, &fewer));
    CHECK_FALSE(MenuModel::action(-5, &s));
}

TEST_CASE("before the first snapshot there is a way out and a way in") {
    const auto menu = model().build_empty();
    REQUIRE(visible(menu, "Quit"));
    CHECK(std::holds_alternative<QuitAll>(*MenuModel::action(visible(menu, "Quit")->id, nullptr)));
    CHECK(visible(menu, "Open Traypulse"));
}
