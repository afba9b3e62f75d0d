// Draws a scene, all but its texts, which need a toolkit's fonts. Knows no toolkit.
#pragma once

#include <string>
#include <vector>

#include "agent/ui/graph/canvas.h"
#include "agent/ui/graph/scene.h"

namespace traypulse::ui::graph {

/// The desktop's own colours; the states' are LOOK's and the same everywhere.
struct Palette {
    Colour background, foreground;
};

Colour colour_of(Shade shade);
Colour colour_of(Loss loss);

/// The canvas is as large as the scene.
void render(const Scene& scene, const Palette& palette, Canvas& canvas);

enum class Align : std::uint8_t { left, middle, right };
struct Text {
    int x = 0, y = 0;  ///< the upper left corner, or the middle or the right of the upper edge
    Align align = Align::left;
    std::string text;
    bool strong = false;    ///< a title
    double opacity = 1;     ///< of the foreground
    bool in_lanes = false;  ///< clipped to Scene::lanes_box
};
std::vector<Text> texts_of(const Scene& scene, const TextWidth& width, int text_height);

}  // namespace traypulse::ui::graph
