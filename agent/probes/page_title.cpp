#include "agent/probes/page_title.h"

#include <algorithm>

#include "agent/probes/printable.h"

namespace traypulse {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string page_title(std::string_view page) {
    constexpr std::string_view kTag = "<title";
    const auto found = std::search(page.begin(), page.end(), kTag.begin(), kTag.end(),
                                   [](char a, char b) { return lower(a) == b; });
    if (found == page.end()) return {};
    auto rest = page.substr(static_cast<std::size_t>(found - page.begin()) + kTag.size());
    const auto open = rest.find('>');
    if (open == std::string_view::npos) return {};
    rest = rest.substr(open + 1);
    rest = rest.substr(0, rest.find('<'));
    constexpr std::string_view kSpace = " \t\r\n";
    const auto first = rest.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    rest = rest.substr(first, rest.find_last_not_of(kSpace) - first + 1);
    return printable_line(rest);
}

}  // namespace traypulse
