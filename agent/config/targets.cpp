#include "agent/config/targets.h"

#include <algorithm>
#include <unordered_map>

#include "agent/config/check_options.h"
#include "agent/config/check_uri.h"
#include "agent/config/duration.h"
#include "agent/config/nearest.h"
#include "agent/config/parse.h"
#include "agent/translations/translate.h"

namespace traypulse::config {
namespace {

constexpr DurationBounds kInterval{
    kLeastInterval, kMostInterval,
    for_translation(
        "the helper sends no faster to one address, and less than once a day says nothing")};
constexpr DurationBounds kTimeout{
    kLeastTimeout, kMostTimeout, for_translation("an answer after a minute is of no use any more")};
constexpr DurationBounds kLatencyWarning{std::chrono::microseconds(100), kMostTimeout,
                                         for_translation("0s means never"), true};
constexpr IntegerBounds kPayload{
    0, kMostPayload,
    for_translation("bytes behind the ICMP header, as many as fit into one Ethernet frame")};
constexpr IntegerBounds kTtl{1, 255, for_translation("the IP header has eight bits for it")};

std::optional<std::string> name_fault(std::string_view name) {
    if (name.empty()) return tr("the target's name is empty");
    if (name.size() > kLongestTargetName)
        return tr("the target's name has {0} bytes, at most {1} fit into a menu", name.size(),
                  kLongestTargetName);
    const auto control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; };
    if (std::any_of(name.begin(), name.end(), control))
        return tr("the target's name has a control character");
    if (name.front() == ' ' || name.back() == ' ')
        return tr("the target's name begins or ends with a blank");
    return std::nullopt;
}

void read_name(TableReader& reader, const toml::table& table, TargetSpec& spec) {
    const auto written = reader.text("name");
    spec.name = written ? *written : name_of_target(table);
    if (!written && spec.name.empty()) return;  // nameless and checkless: the check is reported
    if (const auto fault = name_fault(spec.name)) reader.problem("name", *fault);
}

void read_check(TableReader& reader, TargetSpec& spec) {
    const auto written = reader.text("check");
    if (!written) {
        if (reader.raw("check") == nullptr)
            reader.problem(
                "check",
                tr("the target {0} has no \"check\"; write one, like check = \"192.0.2.1\"",
                   in_quotes(spec.name)));
        return;
    }
    auto check = parse_check(*written);
    if (!check) {
        const auto& error = check.error();
        reader.problem("check", error.what + (error.remedy.empty() ? "" : "; " + error.remedy));
        return;
    }
    spec.check = std::move(check).value();
    if (spec.check.host == kRouterHost) spec.role = TargetRole::router;
    if (spec.check.host == kResolverHost) spec.role = TargetRole::resolver;
}

TargetSpec read_target(const toml::table& table, const TargetSpec& defaults, Report& report) {
    TargetSpec spec = defaults;
    TableReader reader(table, report);
    read_name(reader, table, spec);
    read_check(reader, spec);
    read_check_options(reader, spec);
    const auto pace = pace_of(spec.check.kind);
    // [defaults] is written for pings; a service is asked as rarely as its kind wants, at the most.
    if (!is_icmp(spec.check.kind)) {
        spec.interval = std::max(spec.interval, pace.interval);
        spec.timeout = std::max(spec.timeout, pace.timeout);
    }
    spec.parent = reader.text("parent").value_or("");
    if (const auto role = reader.word("role", {"ordinary", "router", "resolver", "anchor"}))
        spec.role = static_cast<TargetRole>(*role);
    read_common(reader, spec);
    if (spec.interval < pace.least_interval)
        reader.problem("interval", tr("the interval of this kind of check is at least {0}: {1}",
                                      duration_text(pace.least_interval),
                                      tr(std::string(pace.why_least).c_str())));
    reader.finish();
    return spec;
}

// Follows the parents from one target; the names of the circle that it ends in, or nothing.
std::vector<std::string> circle(const std::unordered_map<std::string, std::string>& parents,
                                const std::string& start) {
    std::vector<std::string> path;
    std::string at = start;
    while (!at.empty()) {
        const auto seen = std::find(path.begin(), path.end(), at);
        // Only a circle through the start itself, else every target behind one reports it.
        if (seen != path.end()) return seen == path.begin() ? path : std::vector<std::string>();
        path.push_back(at);
        const auto next = parents.find(at);
        at = next == parents.end() ? std::string() : next->second;
    }
    return {};
}

struct Placed {
    TargetSpec spec;
    const toml::table* table;
};

void judge_names(const std::vector<Placed>& targets, Report& report) {
    std::unordered_map<std::string, std::uint32_t> first_line;
    for (const auto& [spec, table] : targets) {
        if (spec.name.empty()) continue;
        const auto* name = table->get("name");
        const auto& where = name != nullptr ? name->source() : table->source();
        const auto [it, added] = first_line.emplace(spec.name, where.begin.line);
        if (!added)
            report.add(where,
                       tr("the name {0} is taken by the target in line {1}; names must differ",
                          in_quotes(spec.name), it->second));
    }
}

void judge_parents(const std::vector<Placed>& targets, Report& report) {
    std::vector<std::string> names;
    std::unordered_map<std::string, std::string> parents;
    for (const auto& [spec, table] : targets) {
        names.push_back(spec.name);
        parents.emplace(spec.name, spec.parent);
    }
    for (const auto& [spec, table] : targets) {
        if (spec.parent.empty()) continue;
        const auto* node = table->get("parent");
        const auto& where = node != nullptr ? node->source() : table->source();
        if (!parents.contains(spec.parent)) {
            report.add(where, tr("the parent {0} is no target of this file{1}",
                                 in_quotes(spec.parent), did_you_mean(spec.parent, names)));
            continue;
        }
        const auto path = circle(parents, spec.name);
        if (path.empty()) continue;
        std::string text;
        for (const auto& name : path) text += in_quotes(name) + " → ";
        report.add(where, tr("the parents go in a circle: {0}{1}", text, in_quotes(path.front())));
    }
}

}  // namespace

std::string name_of_target(const toml::table& table) {
    if (const auto* name = table.get_as<std::string>("name"); name != nullptr) return name->get();
    if (const auto* check = table.get_as<std::string>("check"); check != nullptr)
        return check->get();
    return {};
}

void read_common(TableReader& reader, TargetSpec& spec) {
    if (const auto v = reader.duration("interval", kInterval)) spec.interval = *v;
    if (const auto v = reader.duration("timeout", kTimeout)) spec.timeout = *v;
    if (const auto v = reader.integer("payload_size", kPayload))
        spec.payload_size = static_cast<std::uint16_t>(*v);
    if (const auto v = reader.integer("ttl", kTtl)) spec.ttl = Ttl(static_cast<std::uint8_t>(*v));
    if (const auto v = reader.boolean("enabled")) spec.enabled = *v;
    if (const auto v = reader.boolean("notify")) spec.notify = *v;
    if (const auto v = reader.boolean("watch_path")) spec.watch_path = *v;
    if (auto v = reader.text("group")) spec.group = std::move(*v);
    if (const auto v = reader.duration("latency_warning", kLatencyWarning))
        spec.latency_warning = *v;
}

std::vector<TargetSpec> read_targets(TableReader& root, const TargetSpec& defaults,
                                     Report& report) {
    const auto* node = root.raw("target");
    if (node == nullptr) return {};
    const auto* array = node->as_array();
    if (array == nullptr) {
        root.problem("target", tr("a target begins with [[target]], in double brackets"));
        return {};
    }
    std::vector<Placed> targets;
    for (const auto& element : *array) {
        const auto* table = element.as_table();
        if (table == nullptr) {
            report.add(element.source(), tr("every target must be a table of its own: [[target]]"));
            continue;
        }
        if (targets.size() == kMostTargets) {
            report.add(
                element.source(),
                tr("there are more than {0} targets, which is what the helper serves one user",
                   kMostTargets));
            break;
        }
        targets.push_back({read_target(*table, defaults, report), table});
    }
    judge_names(targets, report);
    judge_parents(targets, report);
    std::vector<TargetSpec> out;
    out.reserve(targets.size());
    for (auto& placed : targets) out.push_back(std::move(placed.spec));
    return out;
}

}  // namespace traypulse::config
