// How icon and windows look; may change while running. Plain value.
#pragma once

#include <cstdint>

namespace traypulse::ui {

enum class IconStyle : std::uint8_t { colour, symbolic };
enum class Theme : std::uint8_t { system, light, dark };

struct DisplayOptions {
    IconStyle icon = IconStyle::colour;
    bool number_in_icon = false;  ///< the latency on the icon while there is one to show
    Theme theme = Theme::system;  ///< of the windows
    bool operator==(const DisplayOptions&) const = default;
};

}  // namespace traypulse::ui
