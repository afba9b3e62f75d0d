// Which of the helper's sockets a request leaves by. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "shared/protocol.h"

namespace traypulse::helper {

/// "Don't fragment" is a property of a socket, and setsockopt(2) is forbidden while serving: so
/// there are two sockets for each family, opened alike but for that.
enum class Path : std::uint8_t { ipv4 = 0, ipv6 = 1, ipv4_whole = 2, ipv6_whole = 3 };
inline constexpr std::size_t kPaths = 4;

[[nodiscard]] constexpr Path path_of(Family family, bool dont_fragment) {
    return static_cast<Path>((family == Family::ipv6 ? 1 : 0) + (dont_fragment ? 2 : 0));
}
[[nodiscard]] constexpr Family family_of(Path path) {
    return (static_cast<unsigned>(path) & 1U) != 0 ? Family::ipv6 : Family::ipv4;
}
[[nodiscard]] constexpr bool dont_fragment(Path path) { return static_cast<unsigned>(path) >= 2; }

/// What the sockets turned out to be.
struct Families {
    protocol::SocketKind ipv4 = protocol::SocketKind::none;
    protocol::SocketKind ipv6 = protocol::SocketKind::none;
    [[nodiscard]] protocol::SocketKind of(Family family) const {
        return family == Family::ipv4 ? ipv4 : ipv6;
    }
};

}  // namespace traypulse::helper
