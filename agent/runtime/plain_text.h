// Text from outside on its way to a terminal or a log.
#pragma once

#include <algorithm>
#include <string>

namespace traypulse {

/// Control characters become '?': they could move the cursor, colour the screen or forge a line.
inline std::string plain(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, '?');
    return text;
}

}  // namespace traypulse
