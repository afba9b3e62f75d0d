#include "agent/cli/check_report.h"

#include <nlohmann/json.hpp>

#include "agent/engine/check_words.h"
#include "agent/engine/words.h"
#include "agent/runtime/json_line.h"
#include "agent/runtime/log.h"
#include "agent/translations/translate.h"
#include "shared/plain_text.h"

namespace traypulse::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string head(const CheckOutcome& outcome) {
    if (outcome.status != CheckStatus::ok) return spoken(to_string(outcome.status));
    return words::latency(Rtt(outcome.took));
}

}  // namespace

std::string check_text(const std::string& target, const CheckOutcome& outcome) {
    std::string out = target + "  " + head(outcome);
    if (!outcome.address.is_unspecified()) out += "  " + tr("from {0}", outcome.address.text());
    std::string phases;
    for (const auto& phase : outcome.phases)
        phases = listed(phases, spoken(phase.name) + " " + words::latency(Rtt(phase.took)));
    if (!phases.empty()) out += "  (" + phases + ")";
    out += "\n";
    // What was learnt comes from the network: nothing of it may steer the terminal.
    if (!outcome.reason.empty()) out += "    " + plain(outcome.reason, ' ') + "\n";
    if (!outcome.warning.empty())
        out += "    " + tr("warning: {0}", plain(outcome.warning, ' ')) + "\n";
    for (const auto& fact : outcome.facts)
        out += "    " + tr("{0}: {1}", spoken(fact.name), plain(fact.value, ' ')) + "\n";
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
