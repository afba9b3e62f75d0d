#include "agent/moving/json_places.h"

#include <algorithm>

namespace traypulse::moving {
namespace {

/// The byte behind the string that begins at `at`.
std::size_t string_end(std::string_view text, std::size_t at) {
    for (++at; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
    return std::min(at + 1, text.size());
}

}  // namespace

JsonPlaces json_places(std::string_view text, std::string_view list, std::size_t most) {
    JsonPlaces out;
    std::size_t line = 1;
    std::size_t depth = 0;
    std::size_t list_depth = 0;  // of the brackets whose objects are meant; 0: not in them
    std::string_view last_text;
    std::string_view key;
    for (std::size_t at = 0; at < text.size() && out.elements.size() <= most; ++at) {
        const char c = text[at];
        if (c == '\n') {
            ++line;
        } else if (c == '"') {
            const auto end = string_end(text, at);
            last_text = text.substr(at + 1, end > at + 2 ? end - at - 2 : 0);
            at = end - 1;
        } else if (c == ',') {
            ++out.values;
        } else if (c == ':' && (depth == 1 || depth == list_depth)) {
            key = last_text;
        } else if (c == '{' || c == '[') {
            if (c == '{' && list_depth != 0 && depth == list_depth)
                out.elements.push_back({line, std::string(key)});
            ++depth;
            ++out.values;
            out.deepest = std::max(out.deepest, depth);
            if (list_depth == 0 && ((depth == 1 && c == '[') || (depth == 2 && key == list))) {
                list_depth = depth;
                key = {};
            }
        } else if ((c == '}' || c == ']') && depth > 0) {
            if (depth == list_depth) list_depth = 0;
            if (--depth == 1) key = {};
        }
    }
    return out;
}

}  // namespace traypulse::moving
