#include "agent/desktop/pixmap.h"

namespace traypulse::desktop {

Pixmap make_pixmap(int width, int height, std::span<const std::uint8_t> rgb,
                   std::span<const std::uint8_t> alpha) {
    if (width <= 0 || height <= 0) return {};
    const auto count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    if (rgb.size() != count * 3 || (!alpha.empty() && alpha.size() != count)) return {};
    Pixmap out{width, height, {}};
    out.rgba.reserve(count * 4);
    for (std::size_t i = 0; i < count; ++i) {
        out.rgba.insert(out.rgba.end(), {rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2],
                                         alpha.empty() ? std::uint8_t{255} : alpha[i]});
    }
    return out;
}

std::vector<std::uint8_t> argb_network_order(const Pixmap& pixmap) {
    std::vector<std::uint8_t> out(pixmap.rgba.size());
    for (std::size_t i = 0; i + 3 < out.size(); i += 4) {
        out[i] = pixmap.rgba[i + 3];
        out[i + 1] = pixmap.rgba[i];
        out[i + 2] = pixmap.rgba[i + 1];
        out[i + 3] = pixmap.rgba[i + 2];
    }
    return out;
}

}  // namespace traypulse::desktop
