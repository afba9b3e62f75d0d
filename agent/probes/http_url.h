// A URL of http or https, taken apart by libcurl's own parser, so that what is looked up and what
// is asked are the same host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace traypulse {

/// Plain value, any thread.
struct HttpUrl {
    std::string text;    ///< the whole of it, without user, password and fragment
    std::string scheme;  ///< lower case
    std::string host;    ///< without brackets; of IPv6 with "%zone" where it has one
    std::uint16_t port = 0;

    [[nodiscard]] bool secure() const { return scheme == "https"; }
    /// Same scheme, host and port (RFC 6454).
    [[nodiscard]] bool same_origin(const HttpUrl& other) const;
    [[nodiscard]] bool same_host(const HttpUrl& other) const;
};

/// nullopt for what is no URL, or one of another scheme than http and https.
std::optional<HttpUrl> parse_http_url(const std::string& text);
/// Where a Location header leads, seen from `base` (RFC 3986 §5).
std::optional<HttpUrl> resolve_http_url(const HttpUrl& base, const std::string& location);

/// A proxy as the environment names it.
struct ProxyUrl {
    std::string text;  ///< for libcurl: with user and password
    std::string host;
    std::uint16_t port = 0;
};
/// "proxy:3128" is one of HTTP; http, https, socks4, socks4a, socks5 and socks5h are known. Names
/// are left to a SOCKS proxy to look up, since nobody else here may. nullopt for anything else.
std::optional<ProxyUrl> parse_proxy_url(const std::string& text);

}  // namespace traypulse
