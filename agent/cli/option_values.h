// What the values of options must be, and why one was refused: in the person's language, which
// CLI11's own checks and errors do not speak.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace traypulse::cli {

/// A whole number; --help shows the range. For transform(), which writes "010" as "10": CLI11 would
/// read it as the octal eight.
CLI::Validator between(std::uint32_t least, std::uint32_t most);
/// How many: 1 or more.
CLI::Validator counted();
/// The description "{a,b}" is where the completions find the words.
CLI::Validator one_of(std::vector<std::string> words);

/// Why CLI11 refused the command line.
std::string refusal_text(const CLI::ParseError& error);

}  // namespace traypulse::cli
