#include "agent/config/header.h"

#include <algorithm>
#include <string>

#include "shared/ascii.h"

namespace traypulse::config {

std::optional<HttpHeader> parse_header(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !ascii::is_token(line.substr(0, colon)))
        return std::nullopt;
    const auto value = ascii::trimmed(line.substr(colon + 1), " \t");
    const bool clean = std::all_of(value.begin(), value.end(),
                                   [](char c) { return c == '\t' || c >= ' ' || c < 0; });
    if (!clean) return std::nullopt;
    return HttpHeader{std::string(line.substr(0, colon)), std::string(value)};
}

}  // namespace traypulse::config
