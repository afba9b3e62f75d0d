// The latency drawn on the icon: own digits, because no font is legible three abreast at 16 px.
// Pure.
#pragma once

#include <string_view>
#include <vector>

namespace traypulse::ui {

/// A filled square of the drawing, in pixels.
struct Dot {
    int x = 0;
    int y = 0;
    int size = 1;
    bool operator==(const Dot&) const = default;
};

/// `text` of at most three characters of 0–9, 's' and '<', centred in an icon of `pixels`, or sunk
/// to its base where the plate is narrow above (a triangle). Whole pixels only, so it is sharp at
/// any size. Other characters are left out.
std::vector<Dot> number_dots(std::string_view text, int pixels, bool at_base);

}  // namespace traypulse::ui
