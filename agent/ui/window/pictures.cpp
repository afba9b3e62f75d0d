#include "agent/ui/window/pictures.h"

#include <algorithm>
#include <cmath>

#include <wx/image.h>
#include <wx/settings.h>
#include <wx/window.h>

#include "agent/ui/graph/render.h"
#include "agent/ui/graph/value_axis.h"
#include "agent/ui/icon_set.h"

namespace traypulse::ui {
namespace {

constexpr int kStatePixels = 16;

Glance glance_of_state(TargetState state) {
    switch (state) {
        case TargetState::up:
            return Glance::up;
        case TargetState::degraded:
            return Glance::degraded;
        case TargetState::down:
            return Glance::down;
        case TargetState::paused:
            return Glance::paused;
        case TargetState::unknown:
            break;
    }
    return Glance::unknown;
}

wxBitmap icon(Glance glance, int pixels, const wxWindow& window) {
    const bool dark = wxSystemSettings::GetAppearance().IsDark();
    const double scale = window.GetContentScaleFactor();
    return {draw_icon({glance, IconStyle::colour, dark ? Background::dark : Background::light, ""},
                      static_cast<int>(std::lround(pixels * scale))),
            wxBITMAP_SCREEN_DEPTH, scale};
}

}  // namespace

wxBitmap verdict_picture(Glance glance, const wxWindow& window) {
    return icon(glance, kVerdictPixels, window);
}

wxBitmap state_picture(TargetState state, const wxWindow& window) {
    return icon(glance_of_state(state), kStatePixels, window);
}

/// A bar for each column, as high as the median is beside the others: shape is what counts here.
wxBitmap spark_picture(const std::vector<store::GraphPoint>* last_hour, const wxWindow& window,
                       std::optional<WallTime> until) {
    const double scale = window.GetContentScaleFactor();
    const int width = static_cast<int>(std::lround(kSparkWidth * scale));
    const int height = static_cast<int>(std::lround(kSparkHeight * scale));
    wxImage image(width, height);
    image.InitAlpha();
    std::fill_n(image.GetAlpha(), width * height, static_cast<unsigned char>(0));
    if (last_hour && !last_hour->empty()) {
        const auto end = until.value_or(last_hour->back().from + std::chrono::minutes(1));
        const auto columns =
            graph::columns_of(*last_hour, graph::grid_of(graph::TimeAxis(end), width));
        const auto scale_of = graph::value_axis_for(columns);
        for (const auto& c : columns) {
            const auto loss = graph::loss_class(c.sent, c.lost);
            const bool silent = c.answered == 0;
            const auto bar =
                silent
                    ? height
                    : std::max(
                          static_cast<int>(std::lround(scale_of.height(c.rtt.median) * height)), 1);
            const auto colour = graph::colour_of(loss);
            for (int x = c.x; x < c.end(); ++x)
                for (int y = height - bar; y < height; ++y) {
                    image.SetRGB(x, y, colour.red, colour.green, colour.blue);
                    image.SetAlpha(x, y, silent || y < height - bar + scale * 1.5 ? 255 : 90);
                }
        }
    }
    return {image, wxBITMAP_SCREEN_DEPTH, scale};
}

}  // namespace traypulse::ui
