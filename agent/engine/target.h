// What is watched: a target of the configuration, as the engine needs it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "agent/engine/check_spec.h"
#include "shared/types.h"

namespace traypulse {

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
    CheckOptions options;
    Nanoseconds interval = std::chrono::seconds(2);
    Nanoseconds timeout = std::chrono::seconds(1);
    std::uint16_t payload_size = 56;  ///< icmp
    std::optional<Ttl> ttl;
    bool enabled = true;  ///< watched at all (the menu's tick)
    bool notify = true;
    std::string parent;  ///< name of the target that this one is reached through; empty: unknown
    std::string group;   ///< submenu in long lists; empty: none
    Nanoseconds latency_warning{};  ///< degraded above this median RTT; 0: never
    /// The path to it is watched all the time, and its changes are recorded.
    bool watch_path = false;
    TargetRole role = TargetRole::ordinary;
    /// Watched for judging only: never shown, never announced on its own.
    bool hidden = false;
    bool operator==(const TargetSpec&) const = default;
};

}  // namespace traypulse
