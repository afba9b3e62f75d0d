// The syntax of SmokePing's configuration (Config::Grammar): sections by '+', "key = value", '#',
// lines that go on behind '\', @include and @define. Internal to agent/moving.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/moving/readers.h"

namespace traypulse::moving::smokeping {

struct Variable {
    std::string value;
    std::size_t line = 0;
};

struct Section {
    std::size_t file = 0;
    std::size_t line = 0;
    std::size_t depth = 0;  ///< how many '+'; 0: the top of "*** Targets ***"
    std::string name;
    std::optional<std::size_t> parent;  ///< which of the sections
    std::map<std::string, Variable> variables;
};

struct Config {
    std::vector<Section> targets;
    std::vector<Section> probes;
    Entries remarks;  ///< what was not followed: other files
};

/// A text without "*** … ***" is one of targets, as Debian's config.d has it in part.
Result<Config> parse(std::span<const Input> inputs);

/// A variable of a section, or of the nearest one around it that has it.
const Variable* inherited(const std::vector<Section>& sections, const Section& section,
                          const std::string& key);

}  // namespace traypulse::moving::smokeping
