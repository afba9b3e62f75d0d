// A block of addresses in CIDR notation.
#pragma once

#include <algorithm>
#include <charconv>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "shared/ip_address.h"

namespace traypulse {

/// Plain value, any thread. The bits behind `length` are 0.
struct Prefix {
    IpAddress base;
    std::uint8_t length = 0;

    auto operator<=>(const Prefix&) const =
        default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 errs here

    /// "10.99.0.0/16", "fd99::/64"; an address alone is a block of one. nullopt where it is
    /// neither.
    static std::optional<Prefix> parse(std::string_view text) {
        const auto slash = text.find('/');
        const auto base = IpAddress::parse(text.substr(0, slash));
        if (!base) return std::nullopt;
        const unsigned bits = base->family == Family::ipv4 ? 32 : 128;
        unsigned length = bits;
        if (slash != std::string_view::npos) {
            const auto digits = text.substr(slash + 1);
            const auto [end, ec] =
                std::from_chars(digits.data(), digits.data() + digits.size(), length);
            if (ec != std::errc{} || end != digits.data() + digits.size() || length > bits)
                return std::nullopt;
        }
        Prefix out{*base, static_cast<std::uint8_t>(length)};
        for (unsigned bit = length; bit < bits; ++bit)
            out.base.bytes[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> bit % 8));
        return out;
    }

    [[nodiscard]] bool contains(const IpAddress& a) const {
        if (a.family != base.family) return false;
        const std::size_t whole = length / 8;
        if (!std::equal(base.bytes.begin(), base.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                        a.bytes.begin()))
            return false;
        const unsigned rest = length % 8;
        return rest == 0 || (base.bytes[whole] ^ a.bytes[whole]) >> (8 - rest) == 0;
    }
};

}  // namespace traypulse
