// LEB128 numbers (DWARF 5 §7.6): seven bits a byte, the lowest first, the high bit says that more
// follow. Signed ones are folded ("zigzag"): 0, -1, 1, -2, … become 0, 1, 2, 3, …
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace traypulse::store {

inline void put_varint(std::vector<std::uint8_t>& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80U));
    out.push_back(static_cast<std::uint8_t>(value));
}
inline void put_signed(std::vector<std::uint8_t>& out, std::int64_t value) {
    put_varint(out,
               (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

/// Takes it off the front. Nothing where the bytes end, or the number has more than 64 bits.
inline std::optional<std::uint64_t> take_varint(std::span<const std::uint8_t>& from) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !from.empty(); shift += 7) {
        const auto byte = from.front();
        from = from.subspan(1);
        if (shift == 63 && byte > 1) return std::nullopt;
        value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
        if ((byte & 0x80U) == 0) return value;
    }
    return std::nullopt;
}
inline std::optional<std::int64_t> take_signed(std::span<const std::uint8_t>& from) {
    const auto folded = take_varint(from);
    if (!folded) return std::nullopt;
    return static_cast<std::int64_t>((*folded >> 1) ^ (~(*folded & 1U) + 1U));
}

}  // namespace traypulse::store
