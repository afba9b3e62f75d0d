// Targets are URIs: "192.0.2.1", "example.com", "icmp://host", "icmp6://[2001:db8::1]",
// "icmp://@router".
#pragma once

#include <string>
#include <string_view>

#include "agent/engine/target.h"
#include "shared/result.h"

namespace traypulse::config {

/// Hosts that stand for what this network says now; the agent resolves them while it runs, so that
/// a laptop's configuration is right in every network. They begin with '@', which no DNS name does.
inline constexpr std::string_view kRouterHost = "@router";      ///< the default router
inline constexpr std::string_view kResolverHost = "@resolver";  ///< the first DNS resolver
inline bool is_symbolic(std::string_view host) { return !host.empty() && host.front() == '@'; }

/// A DNS name is at most 253 characters, a label of it 63 (RFC 1035 §2.3.4).
inline constexpr std::size_t kLongestName = 253;
inline constexpr std::size_t kLongestLabel = 63;
/// Longer text is no target at all: "icmp6://", a name, its final dot.
inline constexpr std::size_t kLongestUri = 512;

/// A bare host, or scheme://host with icmp, icmp4 or icmp6. Literal addresses come out canonical,
/// names in lower case without the final dot. Refused, each with its own sentence: kinds of later
/// versions, unknown schemes, ports, paths, names against RFC 1123, addresses that can't be pinged
/// (multicast, broadcast, unspecified), and literals of the other family. `what` has no full stop.
Result<CheckSpec> parse_check(std::string_view text);

/// A host name by RFC 1123 §2.1; the error says which rule it breaks. Not for literal addresses.
Result<std::string> parse_host_name(std::string_view text);

}  // namespace traypulse::config
