// Targets are URIs: "192.0.2.1", "example.com", "icmp6://[2001:db8::1]", "icmp://@router",
// "tcp://host:22", "udp://host:123", "https://host/path", "dns://resolver/name?type=AAAA".
#pragma once

#include <string_view>

#include "agent/config/host.h"
#include "agent/engine/check_spec.h"
#include "shared/result.h"

namespace traypulse::config {

/// Longer text is no target at all: browsers and servers, too, end at some thousand characters.
inline constexpr std::size_t kLongestUri = 2'048;

/// A bare host, which means ICMP echo, or scheme://… with one of the schemes above. What has a
/// usual port may leave it out; tcp and udp may not. "dns:///name" asks the system's resolver.
/// Refused, each with its own sentence: unknown schemes, ports and paths where they mean nothing,
/// a user in an address, and what parse_host() refuses. `what` has no full stop.
Result<CheckSpec> parse_check(std::string_view text);

}  // namespace traypulse::config
