#include "agent/moving/settle.h"

#include <map>
#include <set>

#include "agent/config/check_uri.h"
#include "agent/config/difference.h"
#include "agent/config/host.h"
#include "agent/config/judge.h"
#include "agent/config/parse.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"

namespace traypulse::moving {
namespace {

/// The same for two targets that ask the same and expect the same.
std::string identity_of(const config::Keys& keys) {
    constexpr std::string_view kOthers[] = {"name",    "check",           "group",     "interval",
                                            "timeout", "enabled",         "notify",    "parent",
                                            "role",    "latency_warning", "watch_path"};
    const auto check = keys.find("check");
    const auto* text = check == keys.end() ? nullptr : std::get_if<std::string>(&check->second);
    if (text == nullptr) return {};
    const auto spec = config::parse_check(*text);
    if (!spec) return {};
    auto out = spec.value().uri();
    for (const auto& [key, value] : keys) {
        bool other = false;
        for (const auto word : kOthers) other = other || key == word;
        if (!other) out += "\n" + key + "=" + config::literal(value);
    }
    return out;
}

/// Names that are taken, and the number that the next one of each wish gets.
struct Names {
    std::set<std::string> taken;
    std::map<std::string, int> next;
};

/// A name that none of them has.
std::string free_name(const std::string& wish, Names& names) {
    auto out = wish;
    auto& next = names.next.emplace(wish, 2).first->second;
    for (; names.taken.contains(out); ++next) {
        const auto tail = " " + std::to_string(next);
        out = wish;
        while (out.size() + tail.size() > config::kLongestTargetName)
            out = clean_name(out.substr(0, out.size() - 1));
        // A letter that was cut in two must not stay.
        std::optional<std::size_t> bad;
        (void)to_utf8(out, bad);
        if (bad) out.resize(*bad);
        out += tail;
    }
    return out;
}

/// The words of the configuration's own reader.
std::string fault_of(const config::Keys& keys, const config::Written& present) {
    config::Written one;
    if (const auto defaults = present.tables.find("defaults"); defaults != present.tables.end())
        one.tables.insert(*defaults);
    one.lists["target"] = {keys};
    for (const auto& problem : config::judge(one).problems)
        if (problem.place.table == "target") return problem.reason;
    return {};
}

}  // namespace

void settle(Reading& reading, const config::Written& present) {
    struct Known {
        std::string name;  // of a target that is there
        std::size_t file = 0;
        std::size_t line = 0;
    };
    std::map<std::string, Known> watched;  // by identity
    Names names;
    std::size_t count = 0;
    if (const auto list = present.lists.find("target"); list != present.lists.end()) {
        count = list->second.size();
        for (const auto& target : list->second) {
            names.taken.insert(config::name_of(target));
            if (auto identity = identity_of(target); !identity.empty())
                watched.emplace(std::move(identity), Known{config::name_of(target)});
        }
    }
    for (auto& entry : reading.entries) {
        if (entry.keys.empty() || !entry.problem.empty()) continue;
        entry.problem = fault_of(entry.keys, present);
        if (!entry.problem.empty()) continue;
        const auto identity = identity_of(entry.keys);
        if (const auto found = watched.find(identity); found != watched.end()) {
            const auto& [known, file, line] = found->second;
            entry.problem =
                line == 0            ? tr("it is watched already, as {0}", config::in_quotes(known))
                : file == entry.file ? tr("line {0} has it already", line)
                                     : tr("line {0} of another file has it already", line);
            entry.known = true;
        } else if (++count > config::kMostTargets) {
            entry.problem =
                tr("there are more than {0} targets, which is what the helper serves one user",
                   config::kMostTargets);
        } else {
            const auto name = free_name(entry.text("name"), names);
            entry.keys["name"] = name;
            names.taken.insert(name);
            watched.emplace(identity, Known{{}, entry.file, entry.line});
        }
    }
}

std::vector<config::Keys> targets_of(const Reading& reading, const std::string& group) {
    std::vector<config::Keys> out;
    for (const auto& entry : reading.entries) {
        if (!entry.taken()) continue;
        out.push_back(entry.keys);
        if (!group.empty()) out.back()["group"] = group;
    }
    return out;
}

std::vector<std::string> remarks_of(const Reading& reading, std::span<const Input> inputs) {
    std::vector<std::string> out;
    for (const auto& entry : reading.entries) {
        auto place = inputs[entry.file].name + ":" + std::to_string(entry.line) + ": ";
        if (const auto name = entry.text("name"); !name.empty())
            place += config::in_quotes(name) + ": ";
        if (!entry.problem.empty())
            out.push_back(place + tr("left out: {0}", entry.problem));
        else
            for (const auto& note : entry.notes) out.push_back(place + note);
    }
    return out;
}

}  // namespace traypulse::moving
