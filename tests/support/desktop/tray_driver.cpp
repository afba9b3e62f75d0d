// tray-driver [--config FILE] [--state-dir DIR] [--symbolic] [--number] [--show-window]
// Runs ui::run on a Bridge that is fed from stdin, a JSON object a line:
//   {"snapshot": {"glance": "up", "cause": "none", "since": s, "taken": s, "targets": [{"id": 1,
//   "name": "Router",
//     "state": "up", "rtt_us": 12000, …}], …}} · {"notice": {"outage": 1, "kind": "outage",
//     "title": …}} ·
//   {"display": {"number": true}} · {"show_window": true} · {"ask": "animations"} · {"quit": true}
// Every command that the windows send is printed as a JSON object a line. Ends with stdin.
#include <gtk/gtk.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include <nlohmann/json.hpp>

#include "agent/ui/run.h"

namespace {

using namespace traypulse;
using nlohmann::json;

template <class Enum, std::size_t N>
Enum named(const std::string& name, const std::array<Enum, N>& all) {
    for (const Enum e : all) {
        if (to_string(e) == name) return e;
    }
    std::fprintf(stderr, "tray-driver: no such word: %s\n", name.c_str());
    std::exit(2);
}

Glance glance_from(const json& j, const char* key) {
    using enum Glance;
    return named(j.value(key, "unknown"), std::array{up, degraded, down, unknown, paused, no_link});
}

Cause cause_from(const json& j) {
    using enum Cause;
    return named(j.value("cause", "none"),
                 std::array{none, no_link, router_unreachable, provider_outage, dns_failing,
                            target_down, target_blocks_icmp, unstable});
}

WallTime wall(double seconds) {
    return WallTime(
        std::chrono::duration_cast<WallTime::duration>(std::chrono::duration<double>(seconds)));
}

TargetView target_from(const json& j) {
    using enum TargetState;
    TargetView t;
    t.id = TargetId(j.at("id").get<std::uint32_t>());
    t.name = j.at("name").get<std::string>();
    t.group = j.value("group", "");
    t.state = named(j.value("state", "unknown"), std::array{up, degraded, down, unknown, paused});
    t.since = wall(j.value("since", 0.0));
    if (j.contains("rtt_us"))
        t.rtt = Rtt(std::chrono::microseconds(j["rtt_us"].get<std::int64_t>()));
    t.loss = j.value("loss", 0.0);
    t.sent = j.value("sent", std::uint64_t{100});
    t.enabled = j.value("enabled", true);
    t.reason = j.value("reason", "");
    return t;
}

std::shared_ptr<const Snapshot> snapshot_from(const json& j) {
    auto s = std::make_shared<Snapshot>();
    s->taken = wall(j.value("taken", 0.0));
    s->verdict.glance = glance_from(j, "glance");
    s->verdict.cause = cause_from(j);
    s->verdict.since = wall(j.value("since", 0.0));
    s->verdict.reason = j.value("reason", "");
    for (const auto& id : j.value("affected", json::array()))
        s->verdict.affected.emplace_back(id.get<std::uint32_t>());
    for (const auto& t : j.value("targets", json::array())) s->targets.push_back(target_from(t));
    for (const auto& e : j.value("evidence", json::array()))
        s->evidence.push_back({e.at("what"), e.at("value"), s->taken});
    s->paused_all = j.value("paused_all", false);
    if (j.contains("paused_until")) s->paused_until = wall(j["paused_until"]);
    s->muted = j.value("muted", false);
    if (j.contains("muted_until")) s->muted_until = wall(j["muted_until"]);
    s->channel = j.value("channel", "");
    return s;
}

Notice notice_from(const json& j) {
    Notice n;
    n.outage = OutageId(j.value("outage", 0U));
    const std::string kind = j.value("kind", "information");
    n.kind = kind == "outage"     ? NoticeKind::outage
             : kind == "recovery" ? NoticeKind::recovery
                                  : NoticeKind::information;
    n.glance = glance_from(j, "glance");
    n.cause = cause_from(j);
    n.title = j.value("title", "");
    n.body = j.value("body", "");
    for (const auto& id : j.value("targets", json::array()))
        n.targets.emplace_back(id.get<std::uint32_t>());
    return n;
}

ui::DisplayOptions display_from(const json& j) {
    return {j.value("symbolic", false) ? ui::IconStyle::symbolic : ui::IconStyle::colour,
            j.value("number", false),
            j.value("theme", "system") == "light" ? ui::Theme::light : ui::Theme::system};
}

json seconds_of(const std::optional<Nanoseconds>& d) {
    if (!d) return nullptr;
    return std::chrono::duration_cast<std::chrono::seconds>(*d).count();
}

struct Print {
    json operator()(const command::SetEnabled& c) const {
        return {{"command", "set_enabled"}, {"target", c.target.value}, {"enabled", c.enabled}};
    }
    json operator()(const command::PauseAll& c) const {
        return {{"command", "pause_all"}, {"seconds", seconds_of(c.duration)}};
    }
    json operator()(const command::ResumeAll&) const { return {{"command", "resume_all"}}; }
    json operator()(const command::PauseTarget& c) const {
        return {{"command", "pause_target"},
                {"target", c.target.value},
                {"seconds", seconds_of(c.duration)}};
    }
    json operator()(const command::ResumeTarget& c) const {
        return {{"command", "resume_target"}, {"target", c.target.value}};
    }
    json operator()(const command::Mute& c) const {
        return {{"command", "mute"}, {"seconds", seconds_of(c.duration)}};
    }
    json operator()(const command::Unmute&) const { return {{"command", "unmute"}}; }
    json operator()(const command::MuteTarget& c) const {
        return {{"command", "mute_target"},
                {"target", c.target.value},
                {"seconds", seconds_of(c.duration)}};
    }
    json operator()(const command::UnmuteTarget& c) const {
        return {{"command", "unmute_target"}, {"target", c.target.value}};
    }
    json operator()(const command::MuteCause& c) const {
        return {{"command", "mute_cause"},
                {"cause", to_string(c.cause)},
                {"seconds", seconds_of(c.duration)}};
    }
    json operator()(const command::UnmuteCause& c) const {
        return {{"command", "unmute_cause"}, {"cause", to_string(c.cause)}};
    }
    json operator()(const command::TestCheck& c) const {
        return {{"command", "test_check"}, {"target", c.target.name}};
    }
    json operator()(const command::CheckHistory&) const { return {{"command", "check_history"}}; }
    json operator()(const command::Reload&) const { return {{"command", "reload"}}; }
    json operator()(const command::Quit&) const { return {{"command", "quit"}}; }
};

/// Whether GTK's own widgets move, as GTK itself says it.
void say_animations() {
    g_main_context_invoke(
        nullptr,
        +[](void*) -> gboolean {
            gboolean on = FALSE;
            g_object_get(gtk_settings_get_default(), "gtk-enable-animations", &on, nullptr);
            std::cout << json{{"command", "animations"}, {"on", on != FALSE}}.dump() << std::endl;
            return G_SOURCE_REMOVE;
        },
        nullptr);
}

void feed(ui::Bridge& bridge) {
    for (std::string line; std::getline(std::cin, line);) {
        const auto j = json::parse(line);
        if (j.contains("snapshot")) bridge.publish(snapshot_from(j["snapshot"]));
        if (j.contains("notice")) bridge.notify(notice_from(j["notice"]));
        if (j.contains("display")) bridge.display(display_from(j["display"]));
        if (j.contains("show_window")) bridge.show_window();
        if (j.contains("ask")) say_animations();
        if (j.contains("quit")) break;
    }
    bridge.quit();
}

}  // namespace

int main(int argc, char** argv) {
    ui::Options options;
    options.version = "test";
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--symbolic") options.display.icon = ui::IconStyle::symbolic;
        if (word == "--number") options.display.number_in_icon = true;
        if (word == "--show-window") options.show_window = true;
        if (word == "--config" && i + 1 < argc) options.config_path = argv[++i];
        if (word == "--state-dir" && i + 1 < argc) options.state_dir = argv[++i];
    }
    ui::Bridge bridge;
    bridge.connect([](const Command& command) {
        std::cout << std::visit(Print{}, command).dump() << std::endl;
    });
    std::thread feeder([&bridge] { feed(bridge); });
    const int status = ui::run(bridge, options);
    std::cout << json{{"ended", status}}.dump() << std::endl;
    // Quit from the menu leaves the feeder in its read; the test closes stdin.
    feeder.join();
    return status;
}
