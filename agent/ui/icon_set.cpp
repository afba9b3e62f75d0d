#include "agent/ui/icon_set.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <wx/bmpbndl.h>
#include <wx/settings.h>
#include <wx/utils.h>

#include "agent/ui/icon_number.h"
#include "icons/embedded.h"

namespace traypulse::ui {
namespace {

/// The sources' name for the panel's foreground (icons/CMakeLists.txt).
constexpr std::string_view kForegroundToken = "#2e3436";

struct Tone {
    std::uint8_t value = 0;  ///< of red, green and blue: a grey
    const char* svg = "";
};
constexpr Tone kDark{0x2e, "#2e2e2e"};
constexpr Tone kLight{0xf2, "#f2f2f2"};

constexpr double kOutlineOpacity = 0.7;

constexpr Tone foreground(Background b) { return b == Background::dark ? kLight : kDark; }
constexpr Tone contrast(Background b) { return b == Background::dark ? kDark : kLight; }

bool has_number(const IconLook& look) {
    return !look.number.empty() && (look.glance == Glance::up || look.glance == Glance::degraded);
}

std::string_view source(const IconLook& look) {
    using namespace icons;
    const bool colour = look.style == IconStyle::colour;
    if (has_number(look)) {
        if (look.glance == Glance::up) return colour ? colour_plate_up : symbolic_plate_up;
        return colour ? colour_plate_degraded : symbolic_plate_degraded;
    }
    switch (look.glance) {
        case Glance::up:
            return colour ? colour_up : symbolic_up;
        case Glance::degraded:
            return colour ? colour_degraded : symbolic_degraded;
        case Glance::down:
            return colour ? colour_down : symbolic_down;
        case Glance::paused:
            return colour ? colour_paused : symbolic_paused;
        case Glance::no_link:
            return colour ? colour_no_link : symbolic_no_link;
        case Glance::unknown:
            break;
    }
    return colour ? colour_unknown : symbolic_unknown;
}

wxImage render_svg(const std::string& svg, int pixels) {
    const wxSize size(pixels, pixels);
    const auto bundle = wxBitmapBundle::FromSVG(svg.c_str(), size);
    wxImage image = bundle.GetBitmap(size).ConvertToImage();
    if (!image.HasAlpha()) image.InitAlpha();
    return image;
}

/// wxGTK 3.2 hands out what FromSVG drew multiplied with alpha, although its bitmaps are not meant
/// so: edges get a dark rim and translucent greys get dim. Whether this wx does it, half a white
/// pixel tells.
bool svg_comes_premultiplied() {
    static const bool known = [] {
        const auto probe =
            render_svg(R"(<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4">)"
                       R"(<rect width="4" height="4" fill="#ffffff" fill-opacity="0.5"/></svg>)",
                       4);
        return probe.GetRed(2, 2) < 192;
    }();
    return known;
}

void divide_by_alpha(wxImage& image) {
    unsigned char* rgb = image.GetData();
    const unsigned char* alpha = image.GetAlpha();
    const auto count =
        static_cast<std::size_t>(image.GetWidth()) * static_cast<std::size_t>(image.GetHeight());
    for (std::size_t i = 0; i < count; ++i) {
        if (alpha[i] == 0) continue;
        for (std::size_t c = 3 * i; c < 3 * i + 3; ++c)
            rgb[c] =
                static_cast<unsigned char>(std::min(255, (rgb[c] * 255 + alpha[i] / 2) / alpha[i]));
    }
}

wxImage rasterise(std::string svg, std::string_view foreground_colour, int pixels) {
    for (auto at = svg.find(kForegroundToken); at != std::string::npos;
         at = svg.find(kForegroundToken, at + foreground_colour.size()))
        svg.replace(at, kForegroundToken.size(), foreground_colour);
    auto image = render_svg(svg, pixels);
    if (svg_comes_premultiplied()) divide_by_alpha(image);
    return image;
}

/// Only what is drawn in the foreground needs it: the states' own colours stand out from both
/// tones.
bool wants_outline(const IconLook& look) {
    if (has_number(look)) return look.style == IconStyle::symbolic;
    return look.style == IconStyle::symbolic ||
           (look.glance != Glance::up && look.glance != Glance::degraded &&
            look.glance != Glance::down);
}

/// Puts a rim a sixteenth wide around the drawing, in the contrasting tone.
void add_outline(wxImage& image, Tone tone) {
    const int size = image.GetWidth();
    const int reach = std::max(1, size / 16);
    unsigned char* rgb = image.GetData();
    unsigned char* alpha = image.GetAlpha();
    const auto index = [size](int x, int y) {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(size) +
               static_cast<std::size_t>(x);
    };
    const std::vector<unsigned char> before(alpha, alpha + index(0, size));
    // A translucent drawing gets a rim as strong as any other.
    const double fullest = std::max<double>(1, *std::max_element(before.begin(), before.end()));
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            int grown = 0;
            for (int dy = -reach; dy <= reach; ++dy) {
                for (int dx = -reach; dx <= reach; ++dx) {
                    const bool inside =
                        x + dx >= 0 && x + dx < size && y + dy >= 0 && y + dy < size;
                    if (inside && dx * dx + dy * dy <= reach * reach)
                        grown = std::max<int>(grown, before[index(x + dx, y + dy)]);
                }
            }
            const auto i = index(x, y);
            const double top = before[i] / 255.0;
            // Outside only: a translucent grey must not be dimmed from below.
            const double under = (grown - before[i]) / fullest * kOutlineOpacity * (1 - top);
            const double sum = top + under;
            if (sum <= 0) continue;
            for (std::size_t c = 0; c < 3; ++c) {
                const double mixed = (rgb[3 * i + c] * top + tone.value * under) / sum;
                rgb[3 * i + c] = static_cast<unsigned char>(std::lround(mixed));
            }
            alpha[i] = static_cast<unsigned char>(std::lround(sum * 255));
        }
    }
}

void add_number(wxImage& image, const IconLook& look) {
    // On the states' colours black has the better contrast of the two (green 6:1, orange 9:1).
    const bool colour = look.style == IconStyle::colour;
    const auto ink = colour ? std::uint8_t{0} : contrast(look.background).value;
    const int size = image.GetWidth();
    for (const auto& dot : number_dots(look.number, size, look.glance == Glance::degraded)) {
        for (int y = std::max(0, dot.y); y < std::min(size, dot.y + dot.size); ++y) {
            for (int x = std::max(0, dot.x); x < std::min(size, dot.x + dot.size); ++x) {
                image.SetRGB(x, y, ink, ink, ink);
                image.SetAlpha(x, y, 255);
            }
        }
    }
}

}  // namespace

wxImage draw_icon(const IconLook& look, int pixels) {
    auto image = rasterise(std::string(source(look)), foreground(look.background).svg, pixels);
    if (wants_outline(look)) add_outline(image, contrast(look.background));
    if (has_number(look)) add_number(image, look);
    return image;
}

wxImage draw_application_icon(int pixels) { return rasterise(icons::traypulse, kDark.svg, pixels); }

std::vector<desktop::Pixmap> draw_tray_icons(const IconLook& look) {
    constexpr std::array kSizes{16, 24, 32, 48, 64, 96};
    std::vector<desktop::Pixmap> out;
    out.reserve(kSizes.size());
    for (const int size : kSizes) out.push_back(to_pixmap(draw_icon(look, size)));
    return out;
}

desktop::Pixmap to_pixmap(const wxImage& image) {
    const auto count =
        static_cast<std::size_t>(image.GetWidth()) * static_cast<std::size_t>(image.GetHeight());
    std::span<const std::uint8_t> alpha;
    if (image.HasAlpha()) alpha = {image.GetAlpha(), count};
    return desktop::make_pixmap(image.GetWidth(), image.GetHeight(), {image.GetData(), count * 3},
                                alpha);
}

Background panel_background() {
    // GNOME's top bar is dark in its light style too.
    wxString desktop;
    if (wxGetEnv("XDG_CURRENT_DESKTOP", &desktop) && desktop.Contains("GNOME"))
        return Background::dark;
    return wxSystemSettings::GetAppearance().IsDark() ? Background::dark : Background::light;
}

}  // namespace traypulse::ui
