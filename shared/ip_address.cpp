#include "shared/ip_address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace traypulse {
namespace {

constexpr std::size_t kIpv4Bytes = 4;
constexpr std::size_t kIpv6Bytes = 16;

// An interface by name or number; 0 where there is none (if_nametoindex(3) has the same
// convention).
std::uint32_t parse_scope(std::string_view text) {
    std::uint32_t number = 0;
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec == std::errc{} && end == text.data() + text.size()) return number;
    return if_nametoindex(std::string(text).c_str());
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    IpAddress out;
    const auto percent = text.find('%');
    const std::string bare(text.substr(0, percent));
    if (percent == std::string_view::npos &&
        inet_pton(AF_INET, bare.c_str(), out.bytes.data()) == 1)
        return out;
    if (inet_pton(AF_INET6, bare.c_str(), out.bytes.data()) != 1) return std::nullopt;
    out.family = Family::ipv6;
    if (percent != std::string_view::npos) {
        out.scope = parse_scope(text.substr(percent + 1));
        if (out.scope == 0) return std::nullopt;
    }
    return out;
}

IpAddress IpAddress::v4(std::uint32_t host_order) {
    IpAddress out;
    for (std::size_t i = 0; i < kIpv4Bytes; ++i)
        out.bytes[i] = static_cast<std::uint8_t>(host_order >> (8 * (3 - i)));
    return out;
}

std::optional<IpAddress> IpAddress::from(const sockaddr* address) {
    IpAddress out;
    if (address->sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, address, sizeof in);
        std::memcpy(out.bytes.data(), &in.sin_addr, kIpv4Bytes);
        return out;
    }
    if (address->sa_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, address, sizeof in);
        out.family = Family::ipv6;
        std::memcpy(out.bytes.data(), &in.sin6_addr, kIpv6Bytes);
        // The kernel fills the scope of link-local addresses only.
        out.scope = out.is_link_local() ? in.sin6_scope_id : 0;
        return out;
    }
    return std::nullopt;
}

socklen_t IpAddress::to(sockaddr_storage& out, std::uint16_t port) const {
    std::memset(&out, 0, sizeof out);
    if (family == Family::ipv4) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = htons(port);
        std::memcpy(&in.sin_addr, bytes.data(), kIpv4Bytes);
        std::memcpy(&out, &in, sizeof in);
        return sizeof in;
    }
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(port);
    std::memcpy(&in.sin6_addr, bytes.data(), kIpv6Bytes);
    in.sin6_scope_id = scope;
    std::memcpy(&out, &in, sizeof in);
    return sizeof in;
}

std::string IpAddress::text() const {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    inet_ntop(family == Family::ipv4 ? AF_INET : AF_INET6, bytes.data(), buffer.data(),
              buffer.size());
    std::string out(buffer.data());
    if (scope != 0) {
        std::array<char, IF_NAMESIZE> name{};
        out += '%';
        out += if_indextoname(scope, name.data()) != nullptr ? std::string(name.data())
                                                             : std::to_string(scope);
    }
    return out;
}

bool IpAddress::is_unspecified() const {
    return std::all_of(bytes.begin(), bytes.end(), [](auto b) { return b == 0; });
}

bool IpAddress::is_loopback() const {
    if (family == Family::ipv4) return bytes[0] == 127;
    return bytes[15] == 1 &&
           std::all_of(bytes.begin(), bytes.end() - 1, [](auto b) { return b == 0; });
}

bool IpAddress::is_multicast() const {
    return family == Family::ipv4 ? (bytes[0] & 0xf0) == 0xe0 : bytes[0] == 0xff;
}

bool IpAddress::is_limited_broadcast() const {
    return family == Family::ipv4 &&
           std::all_of(bytes.begin(), bytes.begin() + kIpv4Bytes, [](auto b) { return b == 0xff; });
}

bool IpAddress::is_link_local() const {
    if (family == Family::ipv4) return bytes[0] == 169 && bytes[1] == 254;
    return bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
}

}  // namespace traypulse
