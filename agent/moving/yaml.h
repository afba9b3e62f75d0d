// YAML as a tree with lines, read by libyaml. Internal to agent/moving.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agent/moving/reading.h"

namespace traypulse::moving {

struct YamlNode;
/// Shared where an alias stands for what an anchor marks; a tree without circles.
using Yaml = std::shared_ptr<const YamlNode>;

struct YamlNode {
    enum class Kind : std::uint8_t { scalar, list, map };
    Kind kind = Kind::scalar;
    std::size_t line = 0;  ///< from 1
    std::string text;      ///< of a scalar
    std::vector<Yaml> items;
    std::vector<std::pair<std::string, Yaml>> entries;  ///< of a map, in the order of the text

    /// The value of a key, also of one that "<<" merges in; null where there is none.
    [[nodiscard]] const YamlNode* find(std::string_view key) const;
    /// A scalar's text; empty where there is none.
    [[nodiscard]] std::string text_of(std::string_view key) const;
};

/// The documents of a text. Errors: no YAML, with the line; deeper than kDeepest; more than a
/// million nodes; an alias of what is not there yet.
Result<std::vector<Yaml>> parse_yaml(const Input& input);

}  // namespace traypulse::moving
