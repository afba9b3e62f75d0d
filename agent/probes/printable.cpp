#include "agent/probes/printable.h"

#include <algorithm>

namespace traypulse {
namespace {

/// As much as a line of a terminal or a window shows beside its label.
constexpr std::size_t kLongest = 120;

}  // namespace

std::string printable_line(std::string_view bytes) {
    // Blank lines before the first word are no line to show.
    const auto begin = bytes.find_first_not_of("\r\n");
    if (begin == std::string_view::npos) return {};
    bytes.remove_prefix(begin);
    std::string out;
    for (const char c : bytes.substr(0, bytes.find_first_of("\r\n"))) {
        if (out.size() == kLongest) break;
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x7e && byte != 0x7f)
            out += '?';
        else if (byte >= ' ' && byte != 0x7f)
            out += c;
    }
    return out;
}

}  // namespace traypulse
