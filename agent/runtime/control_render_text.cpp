#include <algorithm>

#include "agent/engine/cause_words.h"
#include "agent/engine/metrics/metrics_words.h"
#include "agent/runtime/control_outage.h"
#include "agent/runtime/control_path.h"
#include "agent/runtime/control_render.h"
#include "agent/translations/columns.h"
#include "agent/translations/translate.h"
#include "shared/plain_text.h"

namespace traypulse::control {
namespace {

/// The value beside the state's word, which has a column of its own: "down 11 s" → "11 s".
std::string value_beside(const std::string& value, const TargetView& t, WallTime now) {
    if (!t.enabled) return value;
    if (t.state == TargetState::down) return words::duration_short(now - t.since);
    return value == words::state(t.state) ? std::string() : value;
}

std::string head(const Snapshot& s, const Phrases& phrases) {
    std::string out = plain(phrases.sentence(s)) + "\n";
    if (!s.verdict.reason.empty()) out += plain(s.verdict.reason) + "\n";
    const auto say = [&out](const std::string& sentence) { out += sentence + "\n"; };
    if (s.paused_all)
        say(s.paused_until ? tr("Paused until {0}.", phrases.clock(*s.paused_until))
                           : std::string(tr("Paused until resumed.")));
    if (s.muted)
        say(s.muted_until ? tr("Notifications are muted until {0}.", phrases.clock(*s.muted_until))
                          : std::string(tr("Notifications are muted until this is over.")));
    for (const auto& m : s.muted_causes) {
        const auto title = words_of(m.cause).title;
        say(m.until ? tr("\"{0}\" is muted until {1}.", title, phrases.clock(*m.until))
                    : tr("\"{0}\" is muted until it is over.", title));
    }
    for (const auto& t : s.targets)
        if (t.muted)
            say(t.muted_until
                    ? tr("{0} is muted until {1}.", plain(t.name), phrases.clock(*t.muted_until))
                    : tr("{0} is muted until it has recovered.", plain(t.name)));
    if (!s.slowed.empty()) say(tr("Checks are slower than configured: {0}.", plain(s.slowed)));
    if (!s.config_problem.empty()) out += plain(s.config_problem) + "\n";
    for (const auto* problem : {&s.history_problem, &s.metrics_problem, &s.hooks_problem})
        if (!problem->empty()) out += plain(*problem) + "\n";
    return out;
}

/// A line for each target whose figures say something; empty when none does.
std::string stability(const Snapshot& s, const Phrases& phrases) {
    std::string out;
    for (const auto& t : s.targets) {
        if (!t.metrics) continue;
        const auto words = metrics::words_of(*t.metrics, phrases.clock);
        if (!words.empty()) out += "  " + tr("{0}: {1}", plain(t.name), words) + "\n";
    }
    return out.empty() ? out : std::string("\n") + tr("Stability:") + "\n" + out;
}

/// Of those that are followed.
std::string paths(const Snapshot& s) {
    std::string out;
    for (const auto& t : s.targets)
        if (t.path) out += path_text(t, s);
    return out.empty() ? out : std::string("\n") + tr("Paths:") + "\n" + out;
}

}  // namespace

std::string status_text(const Snapshot& s, const Phrases& phrases) {
    std::size_t name_width = 0;
    std::size_t state_width = 0;
    for (const auto& t : s.targets) {
        name_width = std::max(name_width, terminal_columns(plain(t.name)));
        state_width = std::max(state_width, terminal_columns(words::state(t.state)));
    }
    auto out = head(s, phrases);
    if (s.targets.empty()) return out + tr("No target is configured.") + "\n";
    out += "\n";
    for (const auto& t : s.targets) {
        out += "  " + padded_right(plain(t.name), name_width) + "  " +
               padded_right(words::state(t.state), state_width) + "  " +
               value_beside(plain(phrases.target_value(t, s.taken)), t, s.taken);
        if (!t.address.empty() && t.address != t.name) out += "  (" + plain(t.address) + ")";
        out += "\n";
    }
    return out;
}

std::string why_text(const Snapshot& s, const Phrases& phrases) {
    auto out = head(s, phrases);
    if (const auto meaning = meaning_of(s.verdict.cause, s.verdict.confidence); !meaning.empty())
        out += std::string(meaning) + "\n";
    if (s.verdict.cause != Cause::none)
        out += "\n" + tr("Since: {0}", phrases.moment(s.verdict.since)) + "\n";
    out += "\n" +
           sentences(
               tr("How sure: {0}.", words::confidence(s.verdict.confidence)),
               tr("Echo requests go by: {0}.",
                  s.channel.empty() ? std::string(tr("nothing")) : plain(tr(s.channel.c_str())))) +
           "\n";
    if (!s.evidence.empty()) {
        out += std::string("\n") + tr("Evidence:") + "\n";
        for (const auto& e : s.evidence)
            out += "  " + phrases.clock(e.time) + "  " +
                   tr("{0}: {1}", plain(e.what), plain(e.value)) + "\n";
    }
    std::string names;
    for (const auto id : s.verdict.affected)
        if (const auto* t = s.find(id)) names = listed(names, plain(t->name));
    if (!names.empty()) out += "\n" + tr("Affected: {0}", names) + "\n";
    out += stability(s, phrases);
    out += paths(s);
    if (!s.held_back.empty()) {
        out += std::string("\n") + tr("Not announced:") + "\n";
        for (const auto& h : s.held_back)
            out += "  " + phrases.clock(h.time) + "  " +
                   tr("{0} ({1})", plain(h.text), plain(h.reason)) + "\n";
    }
    return out + outage_lists(s, phrases);
}

}  // namespace traypulse::control
