#include "agent/ui/icon_number.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <tuple>

using traypulse::ui::Dot;
using traypulse::ui::number_dots;

TEST_CASE("three characters fit at every size, in whole pixels") {
    for (const int size : {16, 24, 32, 48, 64, 96}) {
        for (const bool at_base : {false, true}) {
            const auto dots = number_dots("240", size, at_base);
            REQUIRE_FALSE(dots.empty());
            for (const auto& d : dots) {
                CHECK(d.x >= 0);
                CHECK(d.y >= 0);
                CHECK(d.x + d.size <= size);
                CHECK(d.y + d.size <= size);
            }
            const auto [low, high] = std::minmax_element(
                dots.begin(), dots.end(), [](const Dot& a, const Dot& b) { return a.x < b.x; });
            CHECK(high->x + high->size - low->x >= size * 5 / 8);  // and use the room
        }
    }
}

TEST_CASE("all characters look different, at both faces") {
    for (const int size : {16, 24}) {
        std::set<std::vector<std::tuple<int, int>>> seen;
        for (const char c : std::string_view("0123456789s<")) {
            std::vector<std::tuple<int, int>> shape;
            for (const auto& d : number_dots({&c, 1}, size, false)) shape.emplace_back(d.x, d.y);
            CHECK(seen.insert(shape).second);
        }
    }
}

TEST_CASE("what has no glyph is left out, and more than three characters are cut") {
    CHECK(number_dots("", 16, false).empty());
    CHECK(number_dots("abc", 16, false).empty());
    CHECK(number_dots("1x2", 16, false) == number_dots("12", 16, false));
    CHECK(number_dots("1234", 16, false) == number_dots("123", 16, false));
    CHECK(number_dots("1", 0, false).empty());
}
