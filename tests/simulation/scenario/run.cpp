#include "tests/simulation/scenario/run.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "tests/simulation/model/world.h"
#include "tests/simulation/scenario/actions.h"

namespace traypulse::scenario {
namespace {

constexpr std::string_view kKinds[] = {"outage", "recovery", "information", "withdrawal"};

std::string seconds(Nanoseconds d) {
    char text[32];
    std::snprintf(text, sizeof text, "%.10g",
                  std::round(std::chrono::duration<double>(d).count() * 1000) / 1000);
    return std::string(text) + "s";
}

std::string verdict_text(const Verdict& v) {
    std::string out(to_string(v.glance));
    if (v.cause != Cause::none)
        out += " " + std::string(to_string(v.cause)) + " " + std::string(to_string(v.confidence));
    return out;
}

class Recorder {
 public:
    explicit Recorder(const Scenario& s)
        : scenario_(s),
          config_(s.config),
          world_(s.network, settings_of(s.config, s.file), s.seed,
                 {[this](const Effect& e) { effect(e); }, [this] { look(); }}, "example.com",
                 s.wall_begin) {}

    Outcome run() {
        running_ = true;
        look();
        for (const auto& h : scenario_.happenings) {
            world_.run_to(h.at);
            act(h.what, h.where, world_, config_);
        }
        world_.run_to(scenario_.length);
        finish();
        return std::move(out_);
    }

 private:
    void effect(const Effect& e) {
        if (const auto* n = std::get_if<effect::Notify>(&e)) {
            const auto kind = kKinds[static_cast<std::size_t>(n->notice.kind)];
            early_.push_back({{}, std::string(kind) + " " + n->notice.title, n->notice.body});
        } else if (std::holds_alternative<effect::Withdraw>(e)) {
            early_.push_back({{}, "withdrawal", ""});
        } else if (const auto* h = std::get_if<effect::NoticeHeld>(&e)) {
            held_.push_back({{}, h->held.text + ": " + h->held.reason, ""});
        }
    }
    // The world begins before this object is whole; what came until then is at its beginning.
    void look() {
        if (!running_) return;
        const auto at = world_.elapsed();
        for (auto& n : early_) out_.notices.push_back({at, n.text, n.body});
        for (auto& h : held_) out_.held.push_back({at, h.text, ""});
        early_.clear();
        held_.clear();
        if (world_.engine() == nullptr) return;
        const auto text = verdict_text(world_.engine()->snapshot(world_.now()).verdict);
        if (out_.verdicts.empty() || out_.verdicts.back().text != text)
            out_.verdicts.push_back({at, text, ""});
    }
    void finish() {
        out_.faults = world_.faults();
        const auto snapshot = world_.engine()->snapshot(world_.now());
        for (const auto& t : snapshot.targets) {
            out_.states[t.name] = std::string(to_string(t.state));
            const auto times = world_.ledger().of(t.name, world_.elapsed());
            std::string line;
            for (std::size_t s = 0; s < model::kStates; ++s) {
                if (times[s] == Nanoseconds::zero()) continue;
                if (!line.empty()) line += ", ";
                line +=
                    std::string(to_string(static_cast<TargetState>(s))) + " " + seconds(times[s]);
            }
            out_.ledger[t.name] = line;
            if (world_.ledger().state(t.name) != t.state)
                out_.faults.push_back("the transitions of " + t.name + " do not lead to its state");
        }
    }

    const Scenario& scenario_;
    toml::table config_;
    bool running_ = false;
    std::vector<Happened> early_, held_;
    Outcome out_;
    model::World world_;
};

std::string range(const Expected& e) { return seconds(e.from) + ".." + seconds(e.to); }

void compare(const std::string& what, const std::vector<Expected>& expected,
             const std::vector<Happened>& came, std::vector<std::string>& out) {
    for (std::size_t i = 0; i < std::max(expected.size(), came.size()); ++i) {
        if (i >= came.size()) {
            out.push_back(what + ": did not come: " + range(expected[i]) + " " + expected[i].text);
            continue;
        }
        const auto there = seconds(came[i].at) + " " + came[i].text;
        if (i >= expected.size()) {
            out.push_back(what + ": one too many: " + there);
            continue;
        }
        const auto& e = expected[i];
        if (e.text != came[i].text || came[i].at < e.from || came[i].at > e.to)
            out.push_back(what + ": expected " + range(e) + " " + e.text + ", came " + there);
        else if (came[i].body.find(e.part) == std::string::npos)
            out.push_back(what + ": \"" + e.part + "\" is not in: " + came[i].body);
    }
}

/// "up 200s, down 60s" as durations.
std::map<std::string, Nanoseconds> times(const std::string& line, const std::string& file) {
    std::map<std::string, Nanoseconds> out;
    std::size_t at = 0;
    while (at < line.size()) {
        const auto comma = std::min(line.find(", ", at), line.size());
        const auto entry = line.substr(at, comma - at);
        const auto blank = entry.find(' ');
        if (blank == std::string::npos)
            throw Wrong(file + ": \"" + entry + "\" is no ledger entry");
        out[entry.substr(0, blank)] = duration(entry.substr(blank + 1), file);
        at = comma + 2;
    }
    return out;
}

void compare_ledgers(const Scenario& s, const Outcome& outcome, std::vector<std::string>& out) {
    for (const auto& [name, line] : s.expect.ledger) {
        const auto it = outcome.ledger.find(name);
        const auto came = it == outcome.ledger.end() ? std::string() : it->second;
        const auto want = times(line, s.file), got = times(came, s.file);
        bool same = true;
        for (const auto& [state, length] : want)
            same &= got.contains(state) && (got.at(state) - length <= s.expect.within) &&
                    (length - got.at(state) <= s.expect.within);
        for (const auto& [state, length] : got)
            same &= want.contains(state) || length <= s.expect.within;
        if (!same) out.push_back("ledger of " + name + ": expected " + line + ", came " + came);
    }
}

std::string quoted(const std::string& text) {
    const char quote = text.find('"') == std::string::npos ? '"' : '\'';
    return quote + text + quote;
}

}  // namespace

Outcome run(const Scenario& scenario) { return Recorder(scenario).run(); }

std::vector<std::string> differences(const Scenario& s, const Outcome& outcome) {
    std::vector<std::string> out = outcome.faults;
    compare("notices", s.expect.notices, outcome.notices, out);
    compare("verdicts", s.expect.verdicts, outcome.verdicts, out);
    if (s.expect.checks_held) compare("held", s.expect.held, outcome.held, out);
    for (const auto& [name, state] : s.expect.states) {
        const auto it = outcome.states.find(name);
        if (it == outcome.states.end() || it->second != state)
            out.push_back("state of " + name + ": expected " + state + ", came " +
                          (it == outcome.states.end() ? "nothing" : it->second));
    }
    compare_ledgers(s, outcome, out);
    return out;
}

std::string as_expectation(const Outcome& o) {
    std::string out = "[expect]\n";
    const auto list = [&](const std::string& key, const std::vector<Happened>& all) {
        out += key + " = [\n";
        for (const auto& h : all) {
            out += "    " + quoted(seconds(h.at) + " " + h.text) + ",";
            auto body = h.body;
            std::replace(body.begin(), body.end(), '\n', '/');
            if (!body.empty()) out += "  # " + body;
            out += "\n";
        }
        out += "]\n";
    };
    list("notices", o.notices);
    list("verdicts", o.verdicts);
    if (!o.held.empty()) list("held", o.held);
    out += "[expect.states]\n";
    for (const auto& [name, state] : o.states) out += quoted(name) + " = " + quoted(state) + "\n";
    out += "[expect.ledger]\n";
    for (const auto& [name, line] : o.ledger) out += quoted(name) + " = " + quoted(line) + "\n";
    return out;
}

}  // namespace traypulse::scenario
