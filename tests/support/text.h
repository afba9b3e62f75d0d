// Looking into what a program said.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <regex>
#include <string>

namespace traypulse::test {

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// The number that `pattern` has in its first group where it is found first.
inline double number_after(const std::string& text, const std::string& pattern) {
    std::smatch match;
    REQUIRE_MESSAGE(std::regex_search(text, match, std::regex(pattern)), text);
    return std::stod(match[1]);
}

/// What stands in the chunks (RFC 9112 §7.1); empty where they do not end as they must.
inline std::string unchunked(const std::string& chunks) {
    std::string out;
    for (std::size_t at = 0; at < chunks.size();) {
        char* end = nullptr;
        const auto size = std::strtoul(chunks.c_str() + at, &end, 16);
        at = static_cast<std::size_t>(end - chunks.c_str()) + 2;
        if (at + size + 2 > chunks.size() || chunks.compare(at + size, 2, "\r\n") != 0) return {};
        if (size == 0) return at + 2 == chunks.size() ? out : std::string();
        out.append(chunks, at, size);
        at += size + 2;
    }
    return {};
}

}  // namespace traypulse::test
