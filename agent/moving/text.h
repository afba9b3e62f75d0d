// Texts of strangers: lines, words, numbers. Internal to agent/moving.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace traypulse::moving {

struct Line {
    std::size_t number = 0;  ///< from 1
    std::string_view text;   ///< without its end
};
/// Lines end with LF, CR LF or CR.
std::vector<Line> lines_of(std::string_view text);
/// The line in which the byte `at` stands.
std::size_t line_at(std::string_view text, std::size_t at);

std::string_view trimmed(std::string_view text);
/// Takes the first word off the front, and the blanks behind it.
std::string_view take_word(std::string_view& text);
/// Without the '#' and what is behind it, where the '#' begins a word.
std::string_view without_comment(std::string_view line);

/// Bytes that are not UTF-8 come out as U+FFFD; `bad` is told where the first one was.
std::string to_utf8(std::string_view text, std::optional<std::size_t>& bad);

/// One that a target can have: no control characters, trimmed, cut between letters to what fits.
std::string clean_name(std::string_view text);

/// The whole text is a number.
std::optional<double> number_of(std::string_view text);
/// yes/no, true/false, on/off, 1/0.
std::optional<bool> truth_of(std::string_view text);

std::string base64(std::string_view bytes);

/// What a regular expression matches where it is nothing but a literal, perhaps after '^'.
std::optional<std::string> literal_of(std::string_view regex);

}  // namespace traypulse::moving
