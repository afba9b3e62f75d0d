// What routers tell about themselves in ICMP errors: MPLS labels (RFC 4950) and the interface that
// a packet came in by (RFC 5837), in the structure of RFC 4884. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shared/ip_address.h"

namespace traypulse {

/// One entry of a label stack (RFC 3032).
struct MplsLabel {
    std::uint32_t label = 0;         ///< 20 bits
    std::uint8_t traffic_class = 0;  ///< 3 bits
    bool bottom = false;             ///< the last one of the stack
    std::uint8_t ttl = 0;
    bool operator==(const MplsLabel&) const = default;
};

enum class InterfaceRole : std::uint8_t { incoming = 0, sub_ip = 1, outgoing = 2, next_hop = 3 };
struct InterfaceInfo {
    InterfaceRole role = InterfaceRole::incoming;
    std::optional<std::uint32_t> index;
    std::optional<IpAddress> address;
    std::string name;  ///< printable ASCII; anything else became '?'
    std::optional<std::uint32_t> mtu;
    bool operator==(const InterfaceInfo&) const = default;
};

struct PathExtensions {
    std::vector<MplsLabel> labels;
    std::vector<InterfaceInfo> interfaces;
    /// Objects of other classes, or of these two with contents that break their own rules.
    std::uint32_t unread = 0;
    bool operator==(const PathExtensions&) const = default;
};

/// More than any router stacks; what is beyond is counted as unread.
inline constexpr std::size_t kMostLabels = 16;
inline constexpr std::size_t kMostInterfaces = 8;

/// `structure` from its header to its end. nullopt where it is none: another version, a wrong
/// checksum, or an object that does not fit. Anybody may have sent these bytes.
[[nodiscard]] std::optional<PathExtensions> parse_path_extensions(
    std::span<const std::uint8_t> structure);

/// "incoming interface", "sub-IP component of it", …
[[nodiscard]] std::string_view to_string(InterfaceRole role);

}  // namespace traypulse
