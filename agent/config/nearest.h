// "Did you mean …?"
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace traypulse::config {

/// How many single-letter slips (insert, delete, replace, swap of neighbours) lead from a to b;
/// letter case does not count. Bytes, so a UTF-8 letter may count as more than one.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidates that `word` was probably meant to be, nearest first, at most `most`. At most one
/// slip for every three letters, or a candidate that begins with what was written; else nothing.
std::vector<std::string> nearest(std::string_view word, std::span<const std::string> candidates,
                                 std::size_t most = 1);

/// ` (did you mean "interval"?)`, or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace traypulse::config
