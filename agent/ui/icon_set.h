// The icons in any size, drawn from the embedded SVG sources.
#pragma once

#include <string>
#include <vector>

#include <wx/image.h>

#include "agent/desktop/pixmap.h"
#include "agent/engine/snapshot.h"
#include "agent/ui/display.h"

namespace traypulse::ui {

/// What the icon lies on. No tray protocol tells, so it is guessed, and what is drawn in the
/// foreground has a thin outline in the other tone in case the guess is wrong.
enum class Background : std::uint8_t { light, dark };

struct IconLook {
    Glance glance = Glance::unknown;
    IconStyle style = IconStyle::colour;
    Background background = Background::light;
    std::string
        number;  ///< on a plate instead of the pulse; only for up and degraded, else ignored
    bool operator==(const IconLook&) const = default;
};

/// GUI thread, after GTK is up. Square, with alpha.
wxImage draw_icon(const IconLook& look, int pixels);
/// The application's own icon.
wxImage draw_application_icon(int pixels);

/// 16, 24, 32 and 48 px and twice these for screens of double density: what tray hosts ask for.
std::vector<desktop::Pixmap> draw_tray_icons(const IconLook& look);

desktop::Pixmap to_pixmap(const wxImage& image);

/// Best guess for this desktop's panel.
Background panel_background();

}  // namespace traypulse::ui
