// A canvas onto the screen.
#pragma once

#include "agent/ui/graph/canvas.h"

class wxGraphicsContext;

namespace traypulse::ui {

/// At the origin; `scale` pixels of the canvas are one of the context's units.
void blit(wxGraphicsContext& onto, const graph::Canvas& canvas, double scale);

}  // namespace traypulse::ui
