#include "agent/desktop/pixmap.h"

#include <doctest/doctest.h>

#include <array>

using namespace traypulse::desktop;

TEST_CASE("planes become pixels, and pixels become ARGB in network order") {
    constexpr std::array<std::uint8_t, 6> rgb{1, 2, 3, 4, 5, 6};
    constexpr std::array<std::uint8_t, 2> alpha{7, 8};
    const auto pixmap = make_pixmap(2, 1, rgb, alpha);
    CHECK(pixmap.rgba == std::vector<std::uint8_t>{1, 2, 3, 7, 4, 5, 6, 8});
    CHECK(argb_network_order(pixmap) == std::vector<std::uint8_t>{7, 1, 2, 3, 8, 4, 5, 6});
}

TEST_CASE("without alpha all is opaque") {
    constexpr std::array<std::uint8_t, 3> rgb{1, 2, 3};
    CHECK(make_pixmap(1, 1, rgb, {}).rgba == std::vector<std::uint8_t>{1, 2, 3, 255});
}

TEST_CASE("planes of another length make no picture") {
    constexpr std::array<std::uint8_t, 6> rgb{};
    constexpr std::array<std::uint8_t, 1> alpha{};
    CHECK(make_pixmap(2, 2, rgb, {}).empty());
    CHECK(make_pixmap(2, 1, rgb, alpha).empty());
    CHECK(make_pixmap(0, 1, {}, {}).empty());
    CHECK(make_pixmap(-1, 1, {}, {}).empty());
}
