// Numbers in byte order, read and written without alignment or aliasing trouble. Pure, any thread.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace traypulse::bytes {

/// Reads sizeof(T) bytes at `at`; the caller has checked that they are there.
template <std::unsigned_integral T>
[[nodiscard]] constexpr T read_le(std::span<const std::uint8_t> from, std::size_t at) {
    T out = 0;
    for (std::size_t i = sizeof(T); i-- > 0;)
        out = static_cast<T>((static_cast<std::uint64_t>(out) << 8) | from[at + i]);
    return out;
}

template <std::unsigned_integral T>
[[nodiscard]] constexpr T read_be(std::span<const std::uint8_t> from, std::size_t at) {
    T out = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        out = static_cast<T>((static_cast<std::uint64_t>(out) << 8) | from[at + i]);
    return out;
}

template <std::unsigned_integral T>
constexpr void write_le(std::span<std::uint8_t> to, std::size_t at, T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i)
        to[at + i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i));
}

template <std::unsigned_integral T>
constexpr void write_be(std::span<std::uint8_t> to, std::size_t at, T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i)
        to[at + i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >>
                                               (8 * (sizeof(T) - 1 - i)));
}

}  // namespace traypulse::bytes
