// blackbox_exporter's http prober. Internal to agent/moving.
#pragma once

#include <string>
#include <vector>

#include "agent/moving/yaml.h"

namespace traypulse::moving::blackbox {

/// `probe` may be null: all as usual.
void take_http(Entry& entry, const YamlNode* probe, const std::string& target,
               const std::string& family);
void unkept_http(const YamlNode& probe, std::vector<std::string>& out);

}  // namespace traypulse::moving::blackbox
