// A small picture for a desktop's bus interfaces, independent of any toolkit. Plain value.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace traypulse::desktop {

/// Pixels as red, green, blue, alpha bytes, not premultiplied, rows from the top without padding.
struct Pixmap {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgba;

    [[nodiscard]] bool empty() const { return rgba.empty(); }
    bool operator==(const Pixmap&) const = default;
};

/// From separate planes as toolkits keep them: 3 bytes a pixel and 1 byte of alpha (empty: opaque).
/// Planes of another length give an empty pixmap.
Pixmap make_pixmap(int width, int height, std::span<const std::uint8_t> rgb,
                   std::span<const std::uint8_t> alpha);

/// StatusNotifierItem's form: ARGB32 in network byte order, whatever this machine's order is.
std::vector<std::uint8_t> argb_network_order(const Pixmap& pixmap);

}  // namespace traypulse::desktop
