// How wide a text is in a terminal: East Asian letters take two columns (UAX #11), most others one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace traypulse {

/// Of UTF-8; what is no UTF-8 counts a column a byte.
std::size_t terminal_columns(std::string_view text);
/// How many bytes of the text fit; no letter is cut.
std::size_t bytes_in_columns(std::string_view text, std::size_t columns);
/// With blanks behind it, up to so many columns; with those before it, where it stands on the
/// right.
std::string padded_right(std::string text, std::size_t columns);
std::string padded_left(const std::string& text, std::size_t columns);
/// Broken at blanks and between East Asian letters; what can't be broken stands out.
std::vector<std::string> lines_within(std::string_view text, std::size_t columns);

}  // namespace traypulse
