// Where the objects of a list stand in a JSON text, and how much there is in it: the parser itself
// does not say. Internal to agent/moving.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace traypulse::moving {

struct JsonPlaces {
    struct Element {
        std::size_t line = 0;  ///< from 1
        std::string key;       ///< as written, where the list is an object
    };
    std::size_t deepest = 0;  ///< brackets in brackets
    std::size_t values = 0;   ///< about how many
    std::vector<Element> elements;
};

/// Of a text that may be no JSON at all. The list is the value of the key `list` of the top object
/// (an array, or an object whose values they are), or the top array itself. Ends early where there
/// are more than `most` elements.
JsonPlaces json_places(std::string_view text, std::string_view list, std::size_t most);

}  // namespace traypulse::moving
