// Cairo takes the pixels where they are; a wxBitmap would copy and convert them twice a frame.
#include "agent/ui/window/blit.h"

#include <cairo.h>

#include <wx/graphics.h>

namespace traypulse::ui {

void blit(wxGraphicsContext& onto, const graph::Canvas& canvas, double scale) {
    auto* cairo = static_cast<cairo_t*>(onto.GetNativeContext());
    if (cairo == nullptr || canvas.pixels().empty()) return;
    // Cairo only reads them, though its interface does not say so.
    auto* pixels = const_cast<std::uint32_t*>(canvas.pixels().data());  // NOLINT
    cairo_surface_t* surface = cairo_image_surface_create_for_data(
        reinterpret_cast<unsigned char*>(pixels), CAIRO_FORMAT_RGB24, canvas.width(),
        canvas.height(), canvas.width() * 4);
    cairo_save(cairo);
    cairo_scale(cairo, 1 / scale, 1 / scale);
    cairo_set_source_surface(cairo, surface, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST);
    cairo_paint(cairo);
    cairo_restore(cairo);
    cairo_surface_destroy(surface);
}

}  // namespace traypulse::ui
