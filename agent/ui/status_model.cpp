#include "agent/ui/status_model.h"

#include <algorithm>
#include <cmath>

#include "agent/ui/menu_model.h"

namespace traypulse::ui {
namespace {

std::string count(std::ptrdiff_t n, const char* one, const char* many) {
    return std::to_string(n) + " " + (n == 1 ? one : many);
}

std::string summary_of(const Snapshot& s) {
    if (!s.config_problem.empty()) return s.config_problem;
    if (!s.verdict.reason.empty()) return "Nothing is known: " + s.verdict.reason + ".";
    const auto number_of = [&](auto predicate) {
        return std::count_if(s.targets.begin(), s.targets.end(), predicate);
    };
    const auto watched =
        number_of([&](const TargetView& t) { return t.enabled && t.state != TargetState::paused; });
    if (s.targets.empty()) return "The configuration names no target. Open it and add one.";
    if (watched == 0) return "No target is watched now.";
    const auto fine = number_of([](const TargetView& t) {
        return t.enabled && (t.state == TargetState::up || t.state == TargetState::degraded);
    });
    if (fine == watched)
        return watched == 1 ? "The target answers."
                            : "All " + std::to_string(watched) + " targets answer.";
    const auto down =
        number_of([](const TargetView& t) { return t.enabled && t.state == TargetState::down; });
    std::string out = count(fine, "target answers", "targets answer");
    if (down > 0) out += ", " + count(down, "does not", "do not");
    const auto unknown = watched - fine - down;
    if (unknown > 0) out += ", " + std::to_string(unknown) + " without data";
    return out + ".";
}

std::string state_text(const TargetView& t, WallTime now) {
    if (!t.enabled) return "off";
    if (t.state == TargetState::unknown && t.sent == 0) return "no data yet";
    std::string out(to_string(t.state));
    if (t.state == TargetState::down) out += " " + words::duration_short(now - t.since);
    return out;
}

StatusRow row_of(const TargetView& t, const Snapshot& s) {
    StatusRow row;
    row.id = t.id;
    row.ticked = is_ticked(t, s);
    row.state = t.enabled ? t.state : TargetState::paused;
    row.name = t.name;
    row.state_text = state_text(t, s.taken);
    if (t.rtt && t.enabled) row.latency = words::latency(*t.rtt);
    if (t.sent > 0 && t.enabled && t.state != TargetState::paused)
        row.loss = std::to_string(std::lround(t.loss * 100)) + " %";
    return row;
}

std::string why_of(const Snapshot& s, const words::ClockText& clock) {
    std::string out;
    const auto line = [&](const std::string& text) { out += text + "\n"; };
    for (const auto& t : s.targets) {
        if (t.enabled && !t.reason.empty()) line(t.name + ": " + t.reason);
    }
    for (const auto& e : s.evidence) line(clock(e.time) + "  " + e.what + ": " + e.value);
    for (const auto& h : s.held_back)
        line(clock(h.time) + "  Not announced: " + h.text + " (" + h.reason + ")");
    if (!s.channel.empty()) line("Pings are sent by: " + s.channel);
    if (!out.empty()) out.pop_back();
    return out;
}

}  // namespace

StatusModel status_model(const Snapshot* snapshot, const words::ClockText& clock) {
    StatusModel out;
    out.pause_label = "Pause all";
    out.mute_label = "Mute notifications";
    if (!snapshot) {
        out.headline = "Starting…";
        return out;
    }
    const auto& s = *snapshot;
    out.glance = s.verdict.glance;
    out.headline = words::sentence(s, clock);
    out.summary = summary_of(s);
    for (const auto& t : s.targets) out.rows.push_back(row_of(t, s));
    out.paused = s.paused_all;
    out.muted = s.muted;
    if (s.paused_all) out.pause_label = "Resume";
    if (s.muted) out.mute_label = "Unmute";
    out.why = why_of(s, clock);
    return out;
}

}  // namespace traypulse::ui
