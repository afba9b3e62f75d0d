// SmokePing's targets: sections in sections, some of them hosts.
#include "agent/config/host.h"
#include "agent/moving/entry.h"
#include "agent/moving/smokeping_probes.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"

namespace traypulse::moving {
namespace {

using namespace smokeping;

constexpr std::string_view kBetweenGroups = " / ";

/// What a person called it.
std::string shown_name(const Section& section, bool host) {
    for (const auto* key : {"menu", "title"})
        if (const auto found = section.variables.find(key);
            found != section.variables.end() && (host || std::string_view(key) == "menu"))
            if (auto name = clean_name(found->second.value); !name.empty()) return name;
    return section.name;
}

std::string group_of(const std::vector<Section>& sections, const Section& section) {
    std::string out;
    for (auto at = section.parent; at && sections[*at].depth > 0; at = sections[*at].parent) {
        const auto name = shown_name(sections[*at], false);
        out.insert(0, out.empty() ? name : name + std::string(kBetweenGroups));
        if (out.size() > kLongestLine) break;
    }
    return out;
}

/// The probe's own section, where it is among what was read.
const Section* find_probe(const Config& config, const std::string& name) {
    for (const auto& probe : config.probes)
        if (probe.depth > 0 && probe.name == name) return &probe;
    return nullptr;
}

/// A probe within another one is of that one's kind.
std::string module_of(const Config& config, const Section& probe) {
    const auto* at = &probe;
    while (at->depth > 1) at = &config.probes[*at->parent];
    return at->name;
}

void make_check(Entry& entry, const Config& config, const Section& section,
                const std::string& host) {
    const auto* named = inherited(config.targets, section, "probe");
    if (named == nullptr) {
        entry.problem = tr("no probe is said for it");
        return;
    }
    const auto* probe = find_probe(config, named->value);
    const Lookup lookup = [&](const std::string& key) {
        const auto* own = inherited(config.targets, section, key);
        if (own != nullptr || probe == nullptr) return own;
        return inherited(config.probes, *probe, key);
    };
    const auto module = probe != nullptr ? module_of(config, *probe) : module_by_name(named->value);
    check_with(entry, module, host, lookup);
    if (probe == nullptr && module != named->value && entry.problem.empty())
        entry.notes.push_back(tr("its probe {0} is not in what was read; it is taken for {1}",
                                 config::in_quotes(named->value), module));
}

Entry entry_of(const Config& config, const Section& section, const Variable& variable) {
    const auto& host = variable.value;
    Entry out;
    out.file = section.file;
    // The top of all sections has neither a line nor a name of its own.
    out.line = section.depth > 0 ? section.line : variable.line;
    auto name = shown_name(section, true);
    if (name.empty()) name = clean_name(host);
    out.keys["name"] = name.empty() ? std::string("Host") : std::move(name);
    if (const auto group = group_of(config.targets, section); !group.empty())
        out.keys["group"] = clean_name(group);
    if (host == "DYNAMIC" || host.starts_with("DYNAMIC/"))
        out.problem = tr("its address changes and is told to SmokePing, which Traypulse can't be");
    else if (host.starts_with('/'))
        out.problem = tr("it is a graph of several other targets, not a host");
    else
        make_check(out, config, section, host.substr(0, host.find('~')));
    const auto hidden = section.variables.find("hide");
    if (hidden != section.variables.end() && truth_of(hidden->second.value).value_or(false))
        out.notes.emplace_back(tr("it was hidden in SmokePing and is shown here"));
    return out;
}

/// What is said of many targets at once is told where it stands, once.
void tell_unkept(const Config& config, Entries& out) {
    const auto tell = [&](const std::vector<Section>& sections, const char* key,
                          const std::string& why) {
        for (const auto& section : sections)
            if (const auto found = section.variables.find(key);
                found != section.variables.end() && !found->second.value.empty())
                out.push_back(remark(section.file, found->second.line, why));
    };
    tell(config.targets, "alerts", tr("alerts are not kept: Traypulse judges by rules of its own"));
    tell(config.targets, "slaves",
         tr("slaves are not kept: Traypulse looks from this machine only"));
    for (const auto* sections : {&config.targets, &config.probes})
        for (const auto* key : {"step", "pings"})
            tell(*sections, key,
                 tr("{0} is not kept: Traypulse asks steadily, not in rounds", key));
}

}  // namespace

Result<Entries> read_smokeping(std::span<const Input> inputs) {
    auto parsed = parse(inputs);
    if (!parsed) return parsed.error();
    const auto& config = parsed.value();
    Entries out = config.remarks;
    tell_unkept(config, out);
    for (const auto& section : config.targets) {
        const auto host = section.variables.find("host");
        if (host != section.variables.end() && !host->second.value.empty())
            out.push_back(entry_of(config, section, host->second));
    }
    return out;
}

}  // namespace traypulse::moving
