// icon-sheet FILE.png: draws every icon in every size on a light and on a dark panel, for eyes; and
// checks what eyes tire of: shapes that differ without colour, sharp edges, contrast. Wants a
// display.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <string>

#include <wx/app.h>
#include <wx/image.h>
#include <wx/init.h>

#include "agent/ui/icon_set.h"

using namespace traypulse;
using namespace traypulse::ui;

namespace {

constexpr std::array kGlances{Glance::up,      Glance::degraded, Glance::down,
                              Glance::unknown, Glance::paused,   Glance::no_link};
constexpr std::array kSizes{16, 24, 32, 48};
constexpr std::array kStyles{IconStyle::colour, IconStyle::symbolic};
constexpr std::array kBackgrounds{Background::light, Background::dark};

struct Rgb {
    double r, g, b;
};
/// Adwaita's light panel, and the dark grey of dark ones.
Rgb panel(Background b) {
    return b == Background::light ? Rgb{0xf6, 0xf5, 0xf4} : Rgb{0x2b, 0x2b, 0x2b};
}

double luminance(Rgb c) {
    const auto linear = [](double v) {
        v /= 255;
        return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

double contrast(const Rgb& a, const Rgb& b) {  // WCAG 2
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

Rgb over(const wxImage& image, int x, int y, const Rgb& under) {
    const double a = image.GetAlpha(x, y) / 255.0;
    return {image.GetRed(x, y) * a + under.r * (1 - a),
            image.GetGreen(x, y) * a + under.g * (1 - a),
            image.GetBlue(x, y) * a + under.b * (1 - a)};
}

void paste(wxImage& sheet, const wxImage& icon, int left, int top, const Rgb& under) {
    for (int y = 0; y < icon.GetHeight(); ++y) {
        for (int x = 0; x < icon.GetWidth(); ++x) {
            const auto c = over(icon, x, y, under);
            sheet.SetRGB(left + x, top + y, static_cast<unsigned char>(c.r),
                         static_cast<unsigned char>(c.g), static_cast<unsigned char>(c.b));
        }
    }
}

std::string sheet_file;

}  // namespace

TEST_CASE("the sheet") {
    constexpr int kCell = 56;
    constexpr std::array kNumbers{"", "8", "42", "240", "1s", "<1"};
    const int columns = static_cast<int>(kGlances.size() + 2 * (kNumbers.size() - 1));
    const int rows = static_cast<int>(kSizes.size() * kStyles.size() * kBackgrounds.size());
    wxImage sheet(columns * kCell, rows * kCell);
    int row = 0;
    for (const auto background : kBackgrounds) {
        const auto under = panel(background);
        for (const auto style : kStyles) {
            for (const int size : kSizes) {
                const int top = row++ * kCell;
                sheet.SetRGB(
                    wxRect(0, top, sheet.GetWidth(), kCell), static_cast<unsigned char>(under.r),
                    static_cast<unsigned char>(under.g), static_cast<unsigned char>(under.b));
                int column = 0;
                const auto put = [&](Glance glance, const char* number) {
                    paste(sheet, draw_icon({glance, style, background, number}, size),
                          column++ * kCell + 4, top + 4, under);
                };
                for (const auto glance : kGlances) put(glance, "");
                for (const auto* number : kNumbers) {
                    if (*number == '\0') continue;
                    put(Glance::up, number);
                    put(Glance::degraded, number);
                }
            }
        }
    }
    CHECK(sheet.SaveFile(wxString::FromUTF8(sheet_file), wxBITMAP_TYPE_PNG));
}

TEST_CASE("shapes differ without their colours") {
    for (const int size : kSizes) {
        for (const auto a : kGlances) {
            for (const auto b : kGlances) {
                if (a == b) continue;
                const auto first = draw_icon({a, IconStyle::colour, Background::light, ""}, size);
                const auto second = draw_icon({b, IconStyle::colour, Background::light, ""}, size);
                double difference = 0;
                for (int y = 0; y < size; ++y) {
                    for (int x = 0; x < size; ++x)
                        difference +=
                            std::abs(first.GetAlpha(x, y) - second.GetAlpha(x, y)) / 255.0;
                }
                CAPTURE(to_string(a));
                CAPTURE(to_string(b));
                CHECK(difference > size * size * 0.15);
            }
        }
    }
}

TEST_CASE("straight edges fall on pixels at every size") {
    for (const int size : kSizes) {
        const auto square =
            draw_icon({Glance::down, IconStyle::colour, Background::light, ""}, size);
        // Through the square below its cross: nothing, then all, then nothing.
        const int low = size * 13 / 16;
        for (int x = 0; x < size; ++x) {
            const bool inside = x >= size / 8 && x < size - size / 8;
            const bool corner = x < size / 4 || x >= size - size / 4;
            if (inside && corner) continue;
            CAPTURE(size);
            CAPTURE(x);
            CHECK(square.GetAlpha(x, low) == (inside ? 255 : 0));
        }
    }
}

TEST_CASE("every icon stands out from the panel, and greys even when the panel was guessed wrong") {
    for (const auto style : kStyles) {
        for (const auto glance : kGlances) {
            for (const auto guess : kBackgrounds) {
                for (const auto real : kBackgrounds) {
                    constexpr int kSize = 24;
                    const auto icon = draw_icon({glance, style, guess, ""}, kSize);
                    int clear = 0;
                    for (int y = 0; y < kSize; ++y) {
                        for (int x = 0; x < kSize; ++x) {
                            const auto c = over(icon, x, y, panel(real));
                            clear += contrast(c, panel(real)) >= 2.0;
                        }
                    }
                    CAPTURE(to_string(glance));
                    CAPTURE(static_cast<int>(style));
                    CAPTURE(static_cast<int>(guess));
                    CAPTURE(static_cast<int>(real));
                    // Guessed wrong, the rim alone must do.
                    CHECK(clear > kSize * kSize / (guess == real ? 10 : 16));
                }
            }
        }
    }
}

int main(int argc, char** argv) {
    sheet_file = argc > 1 ? argv[1] : "icons.png";
    const wxInitializer toolkit;
    if (!toolkit.IsOk()) return 2;
    wxImage::AddHandler(new wxPNGHandler);
    doctest::Context context;
    return context.run();
}
