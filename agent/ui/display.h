// How the icon is drawn; may change while running. Plain value.
#pragma once

#include <cstdint>

namespace traypulse::ui {

enum class IconStyle : std::uint8_t { colour, symbolic };

struct DisplayOptions {
    IconStyle icon = IconStyle::colour;
    bool number_in_icon = false;  ///< the latency on the icon while there is one to show
    bool operator==(const DisplayOptions&) const = default;
};

}  // namespace traypulse::ui
