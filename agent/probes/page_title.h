// What a web page calls itself.
#pragma once

#include <string>
#include <string_view>

namespace traypulse {

/// The text of the first <title> of an HTML page, as printable_line() shows it; empty where there
/// is none. Takes any bytes. Character references stay as they are.
std::string page_title(std::string_view page);

}  // namespace traypulse
