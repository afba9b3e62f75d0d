// What a server said, fit for a terminal, a menu and JSON.
#pragma once

#include <string>
#include <string_view>

namespace traypulse {

/// The first line, at most 120 characters, control characters left out, bytes beyond ASCII as '?'.
std::string printable_line(std::string_view bytes);

}  // namespace traypulse
