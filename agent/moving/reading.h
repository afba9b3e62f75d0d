// What a list of another program comes to.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/written.h"
#include "agent/moving/kinds.h"
#include "shared/result.h"

namespace traypulse::moving {

// What is read at most. Beyond them a text is refused with a sentence that names the limit.

/// Uptime Kuma writes some 2 kB a monitor: 4096 of them are below this.
inline constexpr std::size_t kLargestList = std::size_t{8} * 1024 * 1024;
/// Brackets in brackets, or levels of SmokePing's sections: real files have a dozen.
inline constexpr std::size_t kDeepest = 64;
/// Of the files that have lines: more is none that somebody wrote.
inline constexpr std::size_t kLongestLine = 16'384;
/// What one import looks at; a configuration has 4096 targets at most.
inline constexpr std::size_t kMostEntries = 20'000;

/// A file, or what stands for one.
struct Input {
    std::string name;  ///< for messages: "Targets"
    std::string text;
};

/// One entry of a list, or one line of it that has something to say.
struct Entry {
    std::size_t file = 0;            ///< which of the inputs
    std::size_t line = 0;            ///< from 1
    config::Keys keys;               ///< of the [[target]]: name, check, …; empty: it is none
    std::string problem;             ///< why it is left out; empty: it can be taken
    std::vector<std::string> notes;  ///< what of it is not carried over
    bool known = false;              ///< left out because it is watched already, or stands twice

    [[nodiscard]] bool taken() const { return problem.empty() && !keys.empty(); }
    /// A key's text; empty where it has none.
    [[nodiscard]] std::string text(const std::string& key) const;
};

struct Reading {
    Kind kind = Kind::fping;
    std::vector<Entry> entries;  ///< in the order of the inputs
};

/// Reads all inputs as one list of that kind: several only matter together where one names what
/// another one defines (blackbox_exporter's modules and Prometheus's jobs, SmokePing's probes and
/// targets). Names may still be taken, and checks refused: settle() looks at that. Pure; never
/// throws for anything that a text can hold.
/// Errors: a text is none of that kind, or larger, deeper or longer than the limits; `what` names
/// file and line.
Result<Reading> read(Kind kind, std::span<const Input> inputs);

}  // namespace traypulse::moving
