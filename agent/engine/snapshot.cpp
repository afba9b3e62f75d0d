#include "agent/engine/snapshot.h"

#include <algorithm>

namespace traypulse {

std::string_view to_string(TargetState s) {
    switch (s) {
        case TargetState::up:
            return "up";
        case TargetState::degraded:
            return "degraded";
        case TargetState::down:
            return "down";
        case TargetState::unknown:
            return "unknown";
        case TargetState::paused:
            return "paused";
    }
    return "unknown";
}

std::string_view to_string(Cause c) {
    switch (c) {
        case Cause::none:
            return "none";
        case Cause::no_link:
            return "no_link";
        case Cause::router_unreachable:
            return "router_unreachable";
        case Cause::provider_outage:
            return "provider_outage";
        case Cause::dns_failing:
            return "dns_failing";
        case Cause::captive_portal:
            return "captive_portal";
        case Cause::vpn_down:
            return "vpn_down";
        case Cause::ipv6_broken:
            return "ipv6_broken";
        case Cause::path_mtu_black_hole:
            return "path_mtu_black_hole";
        case Cause::local_firewall:
            return "local_firewall";
        case Cause::target_down:
            return "target_down";
        case Cause::target_blocks_icmp:
            return "target_blocks_icmp";
        case Cause::unstable:
            return "unstable";
    }
    return "none";
}

Cause cause_of(std::string_view word) {
    for (const auto cause : all_causes())
        if (to_string(cause) == word) return cause;
    return Cause::none;
}

std::string_view to_string(Confidence c) {
    switch (c) {
        case Confidence::certain:
            return "certain";
        case Confidence::likely:
            return "likely";
        case Confidence::possible:
            return "possible";
    }
    return "possible";
}

std::string_view to_string(Glance g) {
    switch (g) {
        case Glance::up:
            return "up";
        case Glance::degraded:
            return "degraded";
        case Glance::down:
            return "down";
        case Glance::unknown:
            return "unknown";
        case Glance::paused:
            return "paused";
        case Glance::no_link:
            return "no_link";
    }
    return "unknown";
}

Glance glance_of(Cause cause) {
    switch (cause) {
        case Cause::none:
            return Glance::up;
        case Cause::no_link:
            return Glance::no_link;
        case Cause::ipv6_broken:
        case Cause::target_blocks_icmp:
        case Cause::unstable:
            return Glance::degraded;
        default:
            return Glance::down;
    }
}

const TargetView* Snapshot::find(TargetId id) const {
    const auto it =
        std::find_if(targets.begin(), targets.end(), [&](const auto& t) { return t.id == id; });
    return it == targets.end() ? nullptr : &*it;
}

const TargetView* Snapshot::find(std::string_view name) const {
    const auto it =
        std::find_if(targets.begin(), targets.end(), [&](const auto& t) { return t.name == name; });
    return it == targets.end() ? nullptr : &*it;
}

}  // namespace traypulse
