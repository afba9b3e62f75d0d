#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "agent/runtime/control_metrics_json.h"
#include "agent/runtime/control_outage.h"
#include "agent/runtime/control_path.h"
#include "agent/runtime/control_render.h"
#include "agent/runtime/json_line.h"
#include "agent/runtime/log.h"

namespace traypulse::control {
namespace {

using Json = nlohmann::ordered_json;

Json verdict_json(const Snapshot& s, const Phrases& phrases) {
    Json affected = Json::array();
    for (const auto id : s.verdict.affected)
        if (const auto* target = s.find(id)) affected.push_back(target->name);
    Json out{{"type", "verdict"},
             {"cause", std::string(to_string(s.verdict.cause))},
             {"confidence", std::string(to_string(s.verdict.confidence))},
             {"since", rfc3339(s.verdict.since)},
             {"summary", phrases.sentence(s)},
             {"affected", std::move(affected)},
             {"glance", std::string(to_string(s.verdict.glance))},
             {"reason", s.verdict.reason},
             {"time", rfc3339(s.taken)},
             {"channel", s.channel},
             {"config_problem", s.config_problem},
             {"history_problem", s.history_problem},
             {"metrics_problem", s.metrics_problem},
             {"hooks_problem", s.hooks_problem},
             {"slowed", s.slowed},
             {"paused", s.paused_all},
             {"muted", s.muted}};
    out["paused_until"] = s.paused_until ? Json(rfc3339(*s.paused_until)) : Json(nullptr);
    out["muted_until"] = s.muted_until ? Json(rfc3339(*s.muted_until)) : Json(nullptr);
    out["muted_causes"] = Json::array();
    for (const auto& m : s.muted_causes)
        out["muted_causes"].push_back(
            Json{{"cause", std::string(to_string(m.cause))},
                 {"until", m.until ? Json(rfc3339(*m.until)) : Json(nullptr)}});
    out["slowed"] = s.slowed;
    return out;
}

Json target_json(const TargetView& t) {
    Json out{{"type", "target"},
             {"name", t.name},
             {"check", t.check},
             {"address", t.address},
             {"state", std::string(to_string(t.state))},
             {"since", rfc3339(t.since)}};
    out["rtt_us"] = t.rtt ? Json(t.rtt->microseconds()) : Json(nullptr);
    out["loss"] = t.loss;
    out["jitter_us"] = t.jitter ? Json(Rtt(*t.jitter).microseconds()) : Json(nullptr);
    out["enabled"] = t.enabled;
    out["sent"] = t.sent;
    out["received"] = t.received;
    out["reason"] = t.reason;
    out["muted"] = t.muted;
    out["muted_until"] = t.muted_until ? Json(rfc3339(*t.muted_until)) : Json(nullptr);
    if (t.metrics) out["metrics"] = metrics_json(*t.metrics);
    if (t.path) out["path"] = path_json(*t.path, t.path_mtu);
    return out;
}

}  // namespace

std::string status_json(const Snapshot& s, const Phrases& phrases) {
    auto out = json_line(verdict_json(s, phrases));
    for (const auto& target : s.targets) out += json_line(target_json(target));
    return out;
}

std::string why_json(const Snapshot& s, const Phrases& phrases) {
    auto verdict = verdict_json(s, phrases);
    verdict["evidence"] = Json::array();
    for (const auto& e : s.evidence)
        verdict["evidence"].push_back(
            Json{{"what", e.what}, {"value", e.value}, {"time", rfc3339(e.time)}});
    verdict["held_back"] = Json::array();
    for (const auto& h : s.held_back)
        verdict["held_back"].push_back(
            Json{{"time", rfc3339(h.time)}, {"text", h.text}, {"reason", h.reason}});
    auto out = json_line(verdict);
    for (const auto& target : s.targets) out += json_line(target_json(target));
    for (const auto* record : listed_outages(s)) out += json_line(outage_json(*record));
    return out;
}

std::string status_waybar(const Snapshot& s, const Phrases& phrases) {
    // What the icon's number would be: the slowest anchor says too much, the fastest too little.
    std::vector<Rtt> rtts;
    for (const auto& target : s.targets)
        if (target.rtt) rtts.push_back(*target.rtt);
    const std::string glance(to_string(s.verdict.glance));
    std::string text = glance;
    if (s.verdict.glance == Glance::up && !rtts.empty()) {
        const auto middle = rtts.begin() + static_cast<std::ptrdiff_t>(rtts.size() / 2);
        std::nth_element(rtts.begin(), middle, rtts.end());
        text = std::to_string(std::lround(std::ceil(middle->milliseconds()))) + " ms";
    }
    auto tooltip = phrases.sentence(s);
    constexpr int kMostWorst = 5;  // a tooltip is no list
    if (const auto worst = phrases.worst_targets(s, kMostWorst); !worst.empty())
        tooltip += "\n" + worst;
    return json_line(
        Json{{"text", text}, {"tooltip", tooltip}, {"class", glance}, {"alt", glance}});
}

}  // namespace traypulse::control
