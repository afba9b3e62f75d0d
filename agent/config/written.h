// What a configuration's text says, key by key, as it is written: before defaults fill in what it
// leaves out. What the settings window works on, so that it changes what a person changed and
// nothing else. Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "shared/result.h"

namespace traypulse::config {

/// A date and time as TOML writes it, without quotes: 2026-12-24T22:00:00.
struct Moment {
    std::string text;
    bool operator==(const Moment&) const = default;
};

/// A value of a key, of every kind that the configuration knows. Durations are texts ("2s").
using Value =
    std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>, Moment>;
using Keys = std::map<std::string, Value>;

/// The tables ([alerts], …) and the lists of tables ([[target]], [[maintenance]]) with their keys.
/// A table without keys is the same as none.
struct Written {
    std::map<std::string, Keys> tables;
    std::map<std::string, std::vector<Keys>> lists;
    bool operator==(const Written&) const = default;
};

/// Error: no TOML, or a form that no configuration has (a table within a target, a number at the
/// top); parse() says the same in its own words.
Result<Written> read_written(std::string_view text);

/// The value as it stands behind the '='.
std::string literal(const Value& value);

/// The key of a table that is written first, second, …: the order of a section that is made new.
/// Keys that are not known come last.
std::size_t key_rank(std::string_view table, std::string_view key);

}  // namespace traypulse::config
