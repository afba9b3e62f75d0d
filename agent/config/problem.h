// What is wrong with a configuration file, and where.
#pragma once

#include <cstdint>
#include <string>

#include <vector>
#include "agent/translations/translate.h"

namespace traypulse::config {

/// One fault of the file. Plain value, any thread.
struct Problem {
    std::string file;          ///< as the reader was told to call it
    std::uint32_t line = 0;    ///< from 1; 0 where the fault is not at a place (file unreadable)
    std::uint32_t column = 0;  ///< from 1, in characters
    std::string reason;        ///< a sentence without its full stop

    /// `config.toml:12:1: unknown key "intervall" (did you mean "interval"?).`
    [[nodiscard]] std::string text() const;
};
using Problems = std::vector<Problem>;

/// What the running agent adds to a problem: a person must know that nothing was lost.
inline constexpr const char* kLastGoodStays =
    for_translation("The last good settings stay in use.");

}  // namespace traypulse::config
