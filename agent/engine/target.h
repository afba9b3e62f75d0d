// What is watched: a target of the configuration, as the engine needs it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "shared/types.h"

namespace traypulse {

/// Kinds of check. `icmp` follows the name's first address, icmp4/icmp6 insist on a family.
enum class CheckKind : std::uint8_t { icmp, icmp4, icmp6 };

/// A check as a URI says it (DESIGN §4): "192.0.2.1", "icmp://host", "icmp6://host".
struct CheckSpec {
    CheckKind kind = CheckKind::icmp;
    std::string host;  ///< name or literal address, without brackets
    bool operator==(const CheckSpec&) const = default;
    /// The canonical URI, "icmp://host".
    [[nodiscard]] std::string uri() const;
};

/// What a target stands for when a cause is looked for.
enum class TargetRole : std::uint8_t {
    ordinary,
    router,    ///< the default router of this network
    resolver,  ///< a DNS resolver of this machine
    anchor,    ///< stands for "the internet"
};

/// One target. Everything a person can set about it, validated.
struct TargetSpec {
    std::string name;  ///< unique; the person's own word for it
    CheckSpec check;
    Nanoseconds interval = std::chrono::seconds(2);
    Nanoseconds timeout = std::chrono::seconds(1);
    std::uint16_t payload_size = 56;
    std::optional<Ttl> ttl;
    bool enabled = true;  ///< watched at all (the menu's tick)
    bool notify = true;
    std::string parent;  ///< name of the target that this one is reached through; empty: unknown
    std::string group;   ///< submenu in long lists; empty: none
    Nanoseconds latency_warning{};  ///< degraded above this median RTT; 0: never
    TargetRole role = TargetRole::ordinary;
    bool operator==(const TargetSpec&) const = default;
};

}  // namespace traypulse
