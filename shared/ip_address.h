// An IPv4 or IPv6 address as bytes. Never a name.
#pragma once

#include <sys/socket.h>

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace traypulse {

enum class Family : std::uint8_t { ipv4 = 4, ipv6 = 6 };

/// Plain value, any thread. The default is 0.0.0.0.
struct IpAddress {
    Family family = Family::ipv4;
    std::array<std::uint8_t, 16>
        bytes{};              ///< network order; IPv4 uses the first four, the rest is 0
    std::uint32_t scope = 0;  ///< interface index of a link-local IPv6 address (RFC 4007), else 0

    auto operator<=>(const IpAddress&) const = default;

    /// Text of inet_pton(3), IPv6 also with "%eth0" or "%2". nullopt where it is not an address.
    static std::optional<IpAddress> parse(std::string_view text);
    static IpAddress v4(std::uint32_t host_order);
    /// nullopt for another family than AF_INET and AF_INET6.
    static std::optional<IpAddress> from(const sockaddr* address);
    /// Fills `out` and returns its length for sendto(2).
    socklen_t to(sockaddr_storage& out, std::uint16_t port = 0) const;
    /// Text of inet_ntop(3) (RFC 5952), with "%interface" where there is a scope.
    [[nodiscard]] std::string text() const;

    [[nodiscard]] bool is_unspecified() const;
    [[nodiscard]] bool is_loopback() const;
    [[nodiscard]] bool is_multicast() const;
    /// 255.255.255.255 only: a subnet's broadcast address is the kernel's to know (it answers
    /// EACCES).
    [[nodiscard]] bool is_limited_broadcast() const;
    [[nodiscard]] bool is_link_local() const;
};

}  // namespace traypulse

template <>
struct std::hash<traypulse::IpAddress> {
    std::size_t operator()(const traypulse::IpAddress& a) const noexcept {
        std::size_t h = 1469598103934665603ULL ^ static_cast<std::size_t>(a.family) ^ a.scope;
        for (auto b : a.bytes) h = (h ^ b) * 1099511628211ULL;
        return h;
    }
};
