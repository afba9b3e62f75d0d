#include "agent/ui/graph/canvas.h"

#include <algorithm>
#include <cmath>

namespace traypulse::ui::graph {
namespace {

constexpr unsigned kOpaque = 256;

std::uint32_t packed(Colour c) {
    return 0xff000000U | static_cast<std::uint32_t>(c.red) << 16U |
           static_cast<std::uint32_t>(c.green) << 8U | c.blue;
}

/// Red and blue in one multiplication, green in another.
std::uint32_t blended(std::uint32_t under, std::uint32_t over, unsigned alpha) {
    constexpr std::uint32_t kOuter = 0x00ff00ffU;
    constexpr std::uint32_t kMiddle = 0x0000ff00U;
    const auto mix = [&](std::uint32_t mask) {
        const std::uint32_t a = under & mask;
        const std::uint32_t b = over & mask;
        return (a * (kOpaque - alpha) + b * alpha) >> 8U & mask;
    };
    return 0xff000000U | mix(kOuter) | mix(kMiddle);
}

unsigned alpha_of(double opacity) {
    return static_cast<unsigned>(std::lround(std::clamp(opacity, 0.0, 1.0) * kOpaque));
}

}  // namespace

Canvas::Canvas(int width, int height)
    : width_(std::max(width, 0)),
      height_(std::max(height, 0)),
      clip_{0, 0, width_, height_},
      pixels_(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_), 0xff000000U) {}

void Canvas::clear(Colour colour) { std::fill(pixels_.begin(), pixels_.end(), packed(colour)); }

void Canvas::clip(Box box) {
    const int left = std::clamp(box.x, 0, width_);
    const int top = std::clamp(box.y, 0, height_);
    clip_ = {left, top, std::clamp(box.right(), left, width_) - left,
             std::clamp(box.bottom(), top, height_) - top};
}

void Canvas::unclip() { clip_ = {0, 0, width_, height_}; }

void Canvas::blend_row(int x, int end, int y, Colour colour, unsigned alpha) {
    if (y < clip_.y || y >= clip_.bottom() || alpha == 0) return;
    x = std::max(x, clip_.x);
    end = std::min(end, clip_.right());
    if (x >= end) return;
    const auto over = packed(colour);
    auto* row = pixels_.data() + static_cast<std::ptrdiff_t>(y) * width_;
    if (alpha >= kOpaque)
        std::fill(row + x, row + end, over);
    else
        std::transform(row + x, row + end, row + x,
                       [&](std::uint32_t under) { return blended(under, over, alpha); });
}

void Canvas::fill(Box box, Colour colour, double opacity) {
    const auto alpha = alpha_of(opacity);
    for (int y = std::max(box.y, clip_.y); y < std::min(box.bottom(), clip_.bottom()); ++y)
        blend_row(box.x, box.right(), y, colour, alpha);
}

void Canvas::column(int x, int width, double top, double bottom, Colour colour, double opacity) {
    if (bottom <= top) return;
    const int first = static_cast<int>(std::floor(top));
    const int last = static_cast<int>(std::ceil(bottom)) - 1;
    const auto part = [&](int y) {
        return std::min(bottom, y + 1.0) - std::max(top, static_cast<double>(y));
    };
    blend_row(x, x + width, first, colour, alpha_of(opacity * part(first)));
    if (last > first) {
        fill({x, first + 1, width, last - first - 1}, colour, opacity);
        blend_row(x, x + width, last, colour, alpha_of(opacity * part(last)));
    }
}

void Canvas::hatch(Box box, int distance, Colour colour, double opacity) {
    const auto alpha = alpha_of(opacity);
    const int thick = std::max(distance / 3, 1);
    for (int y = std::max(box.y, clip_.y); y < std::min(box.bottom(), clip_.bottom()); ++y) {
        const int shift = ((y % distance) + distance) % distance;
        // Anchored to the canvas, so that neighbouring runs make one pattern.
        for (int x = (box.x / distance - 1) * distance + shift; x < box.right(); x += distance)
            blend_row(std::max(x, box.x), std::min(x + thick, box.right()), y, colour, alpha);
    }
}

Colour Canvas::at(int x, int y) const {
    const auto p = pixels_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                           static_cast<std::size_t>(x)];
    return {static_cast<std::uint8_t>(p >> 16U), static_cast<std::uint8_t>(p >> 8U),
            static_cast<std::uint8_t>(p)};
}

}  // namespace traypulse::ui::graph
