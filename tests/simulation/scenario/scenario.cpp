#include "tests/simulation/scenario/scenario.h"

#include <algorithm>
#include <sstream>

#include "agent/config/parse.h"
#include "agent/runtime/engine_settings.h"
#include "tests/simulation/model/world.h"
#include "tests/simulation/scenario/world_settings.h"

namespace traypulse::scenario {
namespace {

toml::table parse(const std::string& path, const std::string& file) {
    try {
        return toml::parse_file(path);
    } catch (const toml::parse_error& e) {
        throw Wrong(file + ":" + std::to_string(e.source().begin.line) + ": " +
                    std::string(e.description()));
    }
}

/// "1m..1m5s outage Shop is down | part of the body"
Expected expected(const std::string& line, const std::string& file) {
    const auto blank = line.find(' ');
    const auto range = line.substr(0, blank);
    const auto dots = range.find("..");
    if (blank == std::string::npos || dots == std::string::npos)
        throw Wrong(file + ": \"" + line + "\" does not begin with FROM..TO");
    Expected out;
    out.from = duration(range.substr(0, dots), file);
    out.to = duration(range.substr(dots + 2), file);
    out.text = line.substr(line.find_first_not_of(' ', blank));
    if (const auto bar = out.text.find(" | "); bar != std::string::npos) {
        out.part = out.text.substr(bar + 3);
        out.text.resize(bar);
    }
    return out;
}

std::vector<Expected> expected_lines(Keys& keys, std::string_view key) {
    std::vector<std::string> lines;
    keys.read(key, lines);
    std::vector<Expected> out;
    for (const auto& line : lines) out.push_back(expected(line, keys.file()));
    return out;
}

std::map<std::string, std::string> texts(Keys& keys, std::string_view key) {
    std::map<std::string, std::string> out;
    const auto* table = keys.table(key);
    if (table == nullptr) return out;
    for (const auto& [name, node] : *table) {
        if (!node.is_string()) keys.wrong(key, std::string(name.str()) + " is a text");
        out[std::string(name.str())] = node.as_string()->get();
    }
    return out;
}

Expectation read_expectation(Keys keys) {
    Expectation out;
    out.notices = expected_lines(keys, "notices");
    out.verdicts = expected_lines(keys, "verdicts");
    out.checks_held = keys.has("held");
    out.held = expected_lines(keys, "held");
    out.states = texts(keys, "states");
    out.ledger = texts(keys, "ledger");
    keys.read("within", out.within);
    keys.finish();
    return out;
}

/// An [[at]] that comes again stands in the list as often as it comes.
void add_happening(const toml::table& table, const std::string& file, std::vector<Happening>& out) {
    Keys keys(table, file);
    Nanoseconds at{}, every{};
    int times = 1;
    if (!keys.read("t", at)) keys.wrong("t", "an [[at]] has no \"t\"");
    if (keys.read("every", every) != keys.read("times", times))
        keys.wrong("every", "\"every\" and \"times\" stand together");
    auto what = table;
    for (const auto* key : {"t", "every", "times"}) what.erase(key);
    const auto where = file + ":" + std::to_string(table.source().begin.line);
    for (int i = 0; i < times; ++i) out.push_back({at + every * i, what, where});
}

void include_home(const std::string& folder, const std::string& name, Scenario& out) {
    const auto file = name + ".toml";
    const auto home = parse(folder + "/homes/" + file, file);
    Keys keys(home, file);
    if (const auto* world = keys.table("world")) set_world(*world, file, {}, out.network);
    if (const auto* config = keys.table("config")) merge(out.config, *config);
    keys.finish();
}

}  // namespace

void merge(toml::table& into, const toml::table& from) {
    for (const auto& [key, node] : from) {
        auto* old = into.get(key);
        if (old != nullptr && old->is_table() && node.is_table()) {
            merge(*old->as_table(), *node.as_table());
        } else if (old != nullptr && key.str() == "target" && old->is_array() && node.is_array()) {
            for (const auto& target : *node.as_array()) {
                const auto* table = target.as_table();
                auto& list = *old->as_array();
                const auto same = std::find_if(list.begin(), list.end(), [&](const auto& t) {
                    return (*t.as_table())["name"].template value<std::string>() ==
                           (*table)["name"].template value<std::string>();
                });
                if (same != list.end())
                    merge(*same->as_table(), *table);
                else
                    list.push_back(*table);
            }
        } else {
            into.insert_or_assign(key, node);
        }
    }
}

EngineSettings settings_of(const toml::table& config, const std::string& file) {
    std::ostringstream text;
    text << config;
    const auto parsed = config::parse(text.str(), file + " [config]");
    if (!parsed.ok()) throw Wrong(parsed.problems.front().text() + "\n" + text.str());
    return runtime::engine_settings(parsed.settings);
}

Home home(const std::string& folder, const std::string& name) {
    Scenario s;
    include_home(folder, name, s);
    return {s.network, settings_of(s.config, name + ".toml")};
}

Scenario read(const std::string& folder, const std::string& file) {
    const auto table = parse(folder + "/scenarios/" + file, file);
    Keys keys(table, file);
    Scenario out;
    out.file = file;
    out.wall_begin = model::kWallBegin;
    keys.read("about", out.about);
    if (!keys.read("length", out.length)) keys.wrong("length", "there is no \"length\"");
    int seed = 1;
    keys.read("seed", seed);
    out.seed = static_cast<std::uint64_t>(seed);
    Nanoseconds noon{};
    // The day begins at noon; where it matters, so much later.
    if (keys.read("begins_after_noon", noon))
        out.wall_begin += std::chrono::duration_cast<std::chrono::seconds>(noon);
    std::string home;
    if (keys.read("home", home)) include_home(folder, home, out);
    if (const auto* world = keys.table("world")) set_world(*world, file, {}, out.network);
    if (const auto* config = keys.table("config")) merge(out.config, *config);
    if (const auto* at = keys.array("at"))
        for (const auto& element : *at) {
            if (!element.is_table()) keys.wrong("at", "an [[at]] is a table");
            add_happening(*element.as_table(), file, out.happenings);
        }
    std::stable_sort(out.happenings.begin(), out.happenings.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    const auto* expect = keys.table("expect");
    if (expect == nullptr) keys.wrong("expect", "there is no [expect]");
    out.expect = read_expectation(Keys(*expect, file));
    keys.finish();
    return out;
}

}  // namespace traypulse::scenario
