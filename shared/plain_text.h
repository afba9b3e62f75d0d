// Text from outside on its way to a terminal, a log or another program.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace traypulse {

/// Control characters become `instead`: they could move the cursor, colour the screen or forge a
/// line.
inline std::string plain(std::string text, char instead = '?') {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, instead);
    return text;
}

/// At most so many bytes, and no letter of UTF-8 in part; "…" stands for what is gone.
inline std::string shortened(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    return text.substr(0, most) + "…";
}

/// In quotation marks, as part of a sentence about what somebody has written.
inline std::string quoted_line(std::string_view text, std::size_t most) {
    return "\"" + shortened(plain(std::string(text)), most) + "\"";
}

/// "a b c"; lists in sentences are translated (`listed`).
inline std::string joined(const std::vector<std::string>& parts, std::string_view between = " ") {
    std::string out;
    for (const auto& part : parts) {
        if (!out.empty()) out += between;
        out += part;
    }
    return out;
}

}  // namespace traypulse
