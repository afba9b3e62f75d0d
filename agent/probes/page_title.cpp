#include "agent/probes/page_title.h"

#include <algorithm>

#include "agent/probes/printable.h"
#include "shared/ascii.h"

namespace traypulse {

std::string page_title(std::string_view page) {
    constexpr std::string_view kTag = "<title";
    const auto found = std::search(page.begin(), page.end(), kTag.begin(), kTag.end(),
                                   [](char a, char b) { return ascii::lower(a) == b; });
    if (found == page.end()) return {};
    auto rest = page.substr(static_cast<std::size_t>(found - page.begin()) + kTag.size());
    const auto open = rest.find('>');
    if (open == std::string_view::npos) return {};
    rest = rest.substr(open + 1);
    return printable_line(ascii::trimmed(rest.substr(0, rest.find('<'))));
}

}  // namespace traypulse
