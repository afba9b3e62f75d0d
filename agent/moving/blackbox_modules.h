// What blackbox_exporter's modules ask. Internal to agent/moving.
#pragma once

#include <map>
#include <string>

#include "agent/moving/yaml.h"

namespace traypulse::moving::blackbox {

struct Module {
    std::size_t file = 0;
    std::string name;
    Yaml node;
    bool used = false;
};

/// Writes the check of a target by that module into the entry, or its problem.
void check_with(Entry& entry, const YamlNode& module, const std::string& target);

/// What of the module is not carried over: told once, where it stands.
std::vector<std::string> unkept(const YamlNode& module);

/// A module as blackbox_exporter ships it, for those who did not give their own; null where it
/// ships none of that name that has a counterpart.
Yaml shipped(const std::string& name);

/// "1m30s", "500ms" as Prometheus writes them, in seconds; 0 where it is none.
double seconds_of(const std::string& text);

}  // namespace traypulse::moving::blackbox
