// How a check came out, its parts, and what was learnt by the way: JSON has their names, people
// these words.
#pragma once

#include <string>
#include <string_view>

namespace traypulse {

/// "first_byte" → "first byte", in the person's language; a name that has no words: with blanks.
std::string spoken(std::string_view name);

}  // namespace traypulse
