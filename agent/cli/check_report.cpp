#include "agent/cli/check_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agent/engine/words.h"
#include "agent/runtime/json_line.h"
#include "agent/runtime/log.h"

namespace traypulse::cli {
namespace {

using Json = nlohmann::ordered_json;

// "first_byte" → "first byte".
std::string spoken(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

// What was learnt comes from the network: nothing of it may steer the terminal.
std::string printable(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, ' ');
    return text;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : ", ") + part;
    return out;
}

std::string head(const CheckOutcome& outcome) {
    if (outcome.status != CheckStatus::ok) return spoken(std::string(to_string(outcome.status)));
    return words::latency(Rtt(outcome.took));
}

}  // namespace

std::string check_text(const std::string& target, const CheckOutcome& outcome) {
    std::string out = target + "  " + head(outcome);
    if (!outcome.address.is_unspecified()) out += "  from " + outcome.address.text();
    std::vector<std::string> phases;
    for (const auto& phase : outcome.phases)
        phases.push_back(spoken(phase.name) + " " + words::latency(Rtt(phase.took)));
    if (!phases.empty()) out += "  (" + joined(phases) + ")";
    out += "\n";
    if (!outcome.reason.empty()) out += "    " + printable(outcome.reason) + "\n";
    if (!outcome.warning.empty()) out += "    warning: " + printable(outcome.warning) + "\n";
    for (const auto& fact : outcome.facts)
        out += "    " + spoken(fact.name) + ": " + printable(fact.value) + "\n";
    return out;
}

std::string check_json(const std::string& target, const CheckSpec& spec, WallTime began,
                       const CheckOutcome& outcome) {
    Json out{{"type", "check"}, {"target", target}, {"check", spec.uri()}};
    out["address"] =
        outcome.address.is_unspecified() ? Json(nullptr) : Json(outcome.address.text());
    out["time"] = rfc3339(began);
    out["status"] = std::string(to_string(outcome.status));
    out["took_us"] = outcome.took == Nanoseconds::zero() && outcome.status != CheckStatus::ok
                         ? Json(nullptr)
                         : Json(Rtt(outcome.took).microseconds());
    Json phases = Json::object();
    for (const auto& phase : outcome.phases) phases[phase.name] = Rtt(phase.took).microseconds();
    out["phases_us"] = std::move(phases);
    // A fact may come more than once, so each is a list.
    Json facts = Json::object();
    for (const auto& fact : outcome.facts) facts[fact.name].push_back(fact.value);
    out["facts"] = std::move(facts);
    if (!outcome.reason.empty()) out["reason"] = outcome.reason;
    if (!outcome.warning.empty()) out["warning"] = outcome.warning;
    return json_line(out);
}

}  // namespace traypulse::cli
