#include "agent/ui/icon_number.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace traypulse::ui {
namespace {

constexpr std::string_view kCharacters = "0123456789s<";

/// One glyph: a row in each element, the leftmost pixel in the highest of `width` bits.
template <std::size_t Rows>
using Glyphs = std::array<std::array<std::uint8_t, Rows>, kCharacters.size()>;

/// 3 by 5, the least at which all digits differ.
constexpr Glyphs<5> kSmall = {{
    {7, 5, 5, 5, 7},
    {2, 6, 2, 2, 7},
    {7, 1, 7, 4, 7},
    {7, 1, 3, 1, 7},
    {5, 5, 7, 1, 1},
    {7, 4, 7, 1, 7},
    {7, 4, 7, 5, 7},
    {7, 1, 1, 2, 2},
    {7, 5, 7, 5, 7},
    {7, 5, 7, 1, 7},
    {3, 4, 2, 1, 6},
    {1, 2, 4, 2, 1},
}};

/// 5 by 7.
constexpr Glyphs<7> kLarge = {{
    {14, 17, 19, 21, 25, 17, 14},
    {4, 12, 4, 4, 4, 4, 14},
    {14, 17, 1, 6, 8, 16, 31},
    {14, 17, 1, 6, 1, 17, 14},
    {2, 6, 10, 18, 31, 2, 2},
    {31, 16, 30, 1, 1, 17, 14},
    {6, 8, 16, 30, 17, 17, 14},
    {31, 1, 2, 4, 4, 8, 8},
    {14, 17, 17, 14, 17, 17, 14},
    {14, 17, 17, 15, 1, 2, 12},
    {0, 0, 15, 16, 14, 1, 30},
    {2, 4, 8, 16, 8, 4, 2},
}};

template <std::size_t Rows>
std::vector<Dot> draw(const Glyphs<Rows>& glyphs, int width, std::string_view text, int scale,
                      int pixels, bool at_base) {
    const int count = static_cast<int>(text.size());
    const int total = (count * width + count - 1) * scale;
    const int height = static_cast<int>(Rows) * scale;
    const int left = (pixels - total + 1) / 2;
    const int top = at_base ? pixels - height - pixels / 16 : (pixels - height + 1) / 2;
    std::vector<Dot> out;
    for (int i = 0; i < count; ++i) {
        const auto& glyph = glyphs[kCharacters.find(text[static_cast<std::size_t>(i)])];
        for (int y = 0; y < static_cast<int>(Rows); ++y) {
            for (int x = 0; x < width; ++x) {
                if ((glyph[static_cast<std::size_t>(y)] >> (width - 1 - x) & 1) == 0) continue;
                out.push_back({left + (i * (width + 1) + x) * scale, top + y * scale, scale});
            }
        }
    }
    return out;
}

}  // namespace

std::vector<Dot> number_dots(std::string_view text, int pixels, bool at_base) {
    constexpr std::size_t kMostCharacters = 3;
    std::string known;
    for (const char c : text) {
        if (kCharacters.find(c) != kCharacters.npos && known.size() < kMostCharacters) known += c;
    }
    if (known.empty() || pixels <= 0) return {};
    // As tall as the plate has room for: three quarters of its width, half of its height, and a
    // little less at the base of a triangle, which narrows upwards.
    const int room = pixels * 3 / 4;
    const int tallest = at_base ? pixels * 7 / 16 : pixels / 2;
    const int count = static_cast<int>(known.size());
    const auto scale = [&](int width, int height) {
        return std::min(room / (count * width + count - 1), tallest / height);
    };
    const int small = scale(3, 5);
    const int large = scale(5, 7);
    if (small * 5 > large * 7 || large == 0)
        return draw(kSmall, 3, known, std::max(1, small), pixels, at_base);
    return draw(kLarge, 5, known, large, pixels, at_base);
}

}  // namespace traypulse::ui
