// Pixels in memory, and the few shapes that a graph by columns is made of. A graph of columns has
// no slanted edges, so this is exact and some ten times as fast as paths of a vector library
// (tests/bench/graph_bench.cpp). Knows no toolkit and needs no display.
#pragma once

#include <cstdint>
#include <vector>

namespace traypulse::ui::graph {

struct Colour {
    std::uint8_t red = 0, green = 0, blue = 0;
    bool operator==(const Colour&) const = default;
};

/// Pixels of the device; the right and lower edges are not in it.
struct Box {
    int x = 0, y = 0, width = 0, height = 0;
    [[nodiscard]] int right() const { return x + width; }
    [[nodiscard]] int bottom() const { return y + height; }
    [[nodiscard]] bool holds(int px, int py) const {
        return px >= x && px < right() && py >= y && py < bottom();
    }
    bool operator==(const Box&) const = default;
};

/// Opaque. What lies outside of it or of the clip is not drawn.
class Canvas {
 public:
    Canvas(int width, int height);
    void clear(Colour colour);
    void clip(Box box);
    void unclip();

    void fill(Box box, Colour colour, double opacity = 1);
    /// From one height to another between pixels: the first and the last row are drawn in part.
    void column(int x, int width, double top, double bottom, Colour colour, double opacity = 1);
    /// Slanted lines, 45 degrees, as thick as a third of their distance.
    void hatch(Box box, int distance, Colour colour, double opacity = 1);

    [[nodiscard]] int width() const { return width_; }
    [[nodiscard]] int height() const { return height_; }
    /// 0xffRRGGBB, row by row.
    [[nodiscard]] const std::vector<std::uint32_t>& pixels() const { return pixels_; }
    [[nodiscard]] Colour at(int x, int y) const;

 private:
    void blend_row(int x, int end, int y, Colour colour, unsigned alpha);
    int width_, height_;
    Box clip_;
    std::vector<std::uint32_t> pixels_;
};

}  // namespace traypulse::ui::graph
