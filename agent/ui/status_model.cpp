#include "agent/ui/status_model.h"

#include <algorithm>
#include <cmath>

#include "agent/translations/translate.h"
#include "agent/ui/menu_model.h"

namespace traypulse::ui {
namespace {

std::string summary_of(const Snapshot& s) {
    if (!s.config_problem.empty()) return s.config_problem;
    if (!s.history_problem.empty()) return s.history_problem;
    // While something is broken it is no wonder that a hook does not get through.
    if (s.verdict.glance == Glance::up && !s.metrics_problem.empty()) return s.metrics_problem;
    if (s.verdict.glance == Glance::up && !s.hooks_problem.empty()) return s.hooks_problem;
    if (!s.verdict.reason.empty()) return tr("Nothing is known: {0}.", s.verdict.reason);
    const auto number_of = [&](auto predicate) {
        return std::count_if(s.targets.begin(), s.targets.end(), predicate);
    };
    const auto watched =
        number_of([&](const TargetView& t) { return t.enabled && t.state != TargetState::paused; });
    if (s.targets.empty()) return tr("The configuration names no target. Open it and add one.");
    if (watched == 0) return tr("No target is watched now.");
    const auto fine = number_of([](const TargetView& t) {
        return t.enabled && (t.state == TargetState::up || t.state == TargetState::degraded);
    });
    if (fine == watched)
        return watched == 1 ? tr("The target answers.")
                            : trn("{0} target answers.", "All {0} targets answer.", watched);
    const auto down =
        number_of([](const TargetView& t) { return t.enabled && t.state == TargetState::down; });
    auto out = trn("{0} target answers", "{0} targets answer", fine);
    if (down > 0) out = tr("{0}, {1}", out, trn("{0} does not", "{0} do not", down));
    const auto unknown = watched - fine - down;
    if (unknown > 0)
        out = tr("{0}, {1}", out, trn("{0} without data", "{0} without data", unknown));
    return tr("{0}.", out);
}

std::string state_text(const TargetView& t, WallTime now) {
    if (!t.enabled) return tr("off");
    if (t.state == TargetState::unknown && t.sent == 0) return tr("no data yet");
    if (t.state == TargetState::down) return tr("down {0}", words::duration_short(now - t.since));
    return words::state(t.state);
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
        row.loss = percent_text(std::to_string(std::lround(t.loss * 100)));
    return row;
}

std::string why_of(const Snapshot& s, const words::ClockText& clock) {
    std::string out;
    const auto line = [&](const std::string& text) { out += text + "\n"; };
    for (const auto& t : s.targets) {
        if (t.enabled && !t.reason.empty()) line(tr("{0}: {1}", t.name, t.reason));
    }
    for (const auto& e : s.evidence) line(clock(e.time) + "  " + tr("{0}: {1}", e.what, e.value));
    for (const auto& h : s.held_back)
        line(clock(h.time) + "  " + tr("Not announced: {0} ({1})", h.text, h.reason));
    if (!s.channel.empty()) line(tr("Pings are sent by: {0}", tr(s.channel.c_str())));
    if (!out.empty()) out.pop_back();
    return out;
}

}  // namespace

StatusModel status_model(const Snapshot* snapshot, const words::ClockText& clock) {
    StatusModel out;
    out.pause_label = tr("Pause all");
    out.mute_label = tr("Mute notifications");
    if (!snapshot) {
        out.headline = tr("Starting…");
        return out;
    }
    const auto& s = *snapshot;
    out.glance = s.verdict.glance;
    out.headline = words::sentence(s, clock);
    out.summary = summary_of(s);
    for (const auto& t : s.targets) out.rows.push_back(row_of(t, s));
    out.paused = s.paused_all;
    out.muted = s.muted;
    out.history_off = s.history_off;
    if (s.paused_all) out.pause_label = tr("Resume");
    if (s.muted) out.mute_label = tr("Unmute");
    out.why = why_of(s, clock);
    return out;
}

}  // namespace traypulse::ui
