// The host of a check: a name by the rules of DNS, a literal address, or one that stands for what
// this network says now.
#pragma once

#include <string>
#include <string_view>

#include "agent/engine/check_spec.h"
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

/// A host name by RFC 1123 §2.1; the error says which rule it breaks. Not for literal addresses.
Result<std::string> parse_host_name(std::string_view text);

/// A host without brackets, canonical: literal addresses as they are written best, names in lower
/// case without the final dot. Refused, each with its own sentence: names against RFC 1123,
/// addresses of no single machine (multicast, broadcast, unspecified), literals of another family
/// than the kind of check insists on, link-local ones without their interface.
Result<std::string> parse_host(CheckKind kind, std::string_view host);

/// Where something is served: "host", "host:port", "[v6]:port".
struct Authority {
    std::string host;  ///< as parse_host() gives it
    int port = 0;      ///< 0: not written
};
Result<Authority> parse_authority(CheckKind kind, std::string_view text);

/// In quotes, for a message on a terminal: without control characters.
std::string in_quotes(std::string_view text);
Error wrong(std::string what, std::string remedy = {});

}  // namespace traypulse::config
