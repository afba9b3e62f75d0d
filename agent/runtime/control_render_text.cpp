#include <algorithm>

#include "agent/engine/cause_words.h"
#include "agent/engine/metrics/metrics_words.h"
#include "agent/runtime/control_outage.h"
#include "agent/runtime/control_path.h"
#include "agent/runtime/control_render.h"
#include "agent/runtime/plain_text.h"

namespace traypulse::control {
namespace {

// Names come from a person's file, but may come from anybody's; a terminal obeys control
// characters.
/// Characters, not bytes: what a column is wide in most scripts.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::string padded(const std::string& text, std::size_t columns) {
    const auto w = width(text);
    return text + std::string(w < columns ? columns - w : 0, ' ');
}

/// The value without the state's word, which has a column of its own: "down 11 s" → "11 s".
std::string value_beside(const std::string& value, std::string_view state) {
    if (value == state) return {};
    const auto word = std::string(state) + " ";
    return value.rfind(word, 0) == 0 ? value.substr(word.size()) : value;
}

std::string head(const Snapshot& s, const Phrases& phrases) {
    std::string out = plain(phrases.sentence(s)) + "\n";
    if (!s.verdict.reason.empty()) out += plain(s.verdict.reason) + "\n";
    if (s.paused_all)
        out += s.paused_until ? "Paused until " + phrases.clock(*s.paused_until) + ".\n"
                              : "Paused until resumed.\n";
    if (s.muted)
        out += s.muted_until
                   ? "Notifications are muted until " + phrases.clock(*s.muted_until) + ".\n"
                   : "Notifications are muted until this is over.\n";
    for (const auto& m : s.muted_causes)
        out += "\"" + std::string(words_of(m.cause).title) + "\" is muted until " +
               (m.until ? phrases.clock(*m.until) : std::string("it is over")) + ".\n";
    for (const auto& t : s.targets)
        if (t.muted)
            out +=
                plain(t.name) + " is muted until " +
                (t.muted_until ? phrases.clock(*t.muted_until) : std::string("it has recovered")) +
                ".\n";
    if (!s.slowed.empty()) out += "Checks are slower than configured: " + plain(s.slowed) + ".\n";
    if (!s.config_problem.empty()) out += plain(s.config_problem) + "\n";
    return out;
}

/// A line for each target whose figures say something; empty when none does.
std::string stability(const Snapshot& s, const Phrases& phrases) {
    std::string out;
    for (const auto& t : s.targets) {
        if (!t.metrics) continue;
        const auto words = metrics::words_of(*t.metrics, phrases.clock);
        if (!words.empty()) out += "  " + plain(t.name) + ": " + words + "\n";
    }
    return out.empty() ? out : "\nStability:\n" + out;
}

/// Of those that are followed.
std::string paths(const Snapshot& s) {
    std::string out;
    for (const auto& t : s.targets)
        if (t.path) out += path_text(t, s);
    return out.empty() ? out : "\nPaths:\n" + out;
}

}  // namespace

std::string status_text(const Snapshot& s, const Phrases& phrases) {
    std::size_t name_width = 0;
    std::size_t state_width = 0;
    for (const auto& t : s.targets) {
        name_width = std::max(name_width, width(plain(t.name)));
        state_width = std::max(state_width, to_string(t.state).size());
    }
    auto out = head(s, phrases);
    if (s.targets.empty()) return out + "No target is configured.\n";
    out += "\n";
    for (const auto& t : s.targets) {
        out += "  " + padded(plain(t.name), name_width) + "  " +
               padded(std::string(to_string(t.state)), state_width) + "  " +
               value_beside(plain(phrases.target_value(t, s.taken)), to_string(t.state));
        if (!t.address.empty() && t.address != t.name) out += "  (" + plain(t.address) + ")";
        out += "\n";
    }
    return out;
}

std::string why_text(const Snapshot& s, const Phrases& phrases) {
    auto out = head(s, phrases);
    if (const auto meaning = meaning_of(s.verdict.cause, s.verdict.confidence); !meaning.empty())
        out += std::string(meaning) + "\n";
    if (s.verdict.cause != Cause::none) out += "\nSince: " + phrases.moment(s.verdict.since) + "\n";
    out += "\nHow sure: " + std::string(to_string(s.verdict.confidence)) +
           ". Echo requests go by: " + (s.channel.empty() ? "nothing" : plain(s.channel)) + ".\n";
    if (!s.evidence.empty()) {
        out += "\nEvidence:\n";
        for (const auto& e : s.evidence)
            out +=
                "  " + phrases.clock(e.time) + "  " + plain(e.what) + ": " + plain(e.value) + "\n";
    }
    std::string names;
    for (const auto id : s.verdict.affected)
        if (const auto* t = s.find(id)) names += (names.empty() ? "" : ", ") + plain(t->name);
    if (!names.empty()) out += "\nAffected: " + names + "\n";
    out += stability(s, phrases);
    out += paths(s);
    if (!s.held_back.empty()) {
        out += "\nNot announced:\n";
        for (const auto& h : s.held_back)
            out += "  " + phrases.clock(h.time) + "  " + plain(h.text) + " (" + plain(h.reason) +
                   ")\n";
    }
    return out + outage_lists(s, phrases);
}

}  // namespace traypulse::control
