// A check as a person writes it: what is asked, and what counts as a good answer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/types.h"

namespace traypulse {

/// Kinds of check. `icmp` follows the name's first address, icmp4/icmp6 insist on a family.
enum class CheckKind : std::uint8_t { icmp, icmp4, icmp6, tcp, udp, http, https, dns };
[[nodiscard]] constexpr bool is_icmp(CheckKind kind) { return kind <= CheckKind::icmp6; }
[[nodiscard]] constexpr bool is_http(CheckKind kind) {
    return kind == CheckKind::http || kind == CheckKind::https;
}

/// A check as a URI says it (DESIGN §4): "192.0.2.1", "icmp://host", "tcp://host:22",
/// "udp://host:123", "https://host/path?query", "dns://resolver/name?type=AAAA".
struct CheckSpec {
    CheckKind kind = CheckKind::icmp;
    /// Name or literal address, without brackets; of dns the resolver: "@resolver" is the system's.
    std::string host;
    std::uint16_t port = 0;     ///< never 0 but for icmp
    std::string path{};         ///< http: from the first '/', with the query; else empty
    std::string name{};         ///< dns: what is asked for
    std::string record_type{};  ///< dns: "A", "AAAA", …, upper case
    bool operator==(const CheckSpec&) const = default;
    /// The canonical URI, "icmp://host".
    [[nodiscard]] std::string uri() const;
};

enum class FamilyWish : std::uint8_t { any, ipv4, ipv6 };
enum class Redirects : std::uint8_t { follow, refuse, same_host };
enum class HttpVersion : std::uint8_t { any, http1, http2 };

struct HttpHeader {
    std::string name;
    std::string value;
    bool operator==(const HttpHeader&) const = default;
};

/// What the keys of a [[target]] say about its check beyond the URI. Those of other kinds than the
/// check's are at their defaults.
struct CheckOptions {
    FamilyWish family = FamilyWish::any;  ///< tcp, udp, http: IPv4, IPv6, or what comes first

    std::string banner;   ///< tcp: what the server must say first contains this; empty: nothing
    std::string payload;  ///< udp: the bytes of the request

    std::vector<std::string> expect;  ///< dns: each of these must be among the answers; empty: any

    std::string method = "GET";
    std::vector<HttpHeader> headers;
    /// Ranges of good statuses, inclusive, "200-299". Empty: 200 to 299, and 300 to 399 where
    /// redirects are not followed.
    struct StatusRange {
        int first = 0;
        int last = 0;
        bool operator==(const StatusRange&) const = default;
    };
    std::vector<StatusRange> status;
    std::string body_contains;
    std::string body_matches;  ///< a regular expression of RE2, searched for
    Redirects redirects = Redirects::follow;
    HttpVersion http_version = HttpVersion::any;
    std::string client_certificate;  ///< PEM file
    std::string client_key;          ///< PEM file
    std::string ca_file;             ///< PEM file of trusted authorities instead of the system's
    bool verify = true;              ///< of the certificate
    bool proxy = true;               ///< the environment's (http_proxy …); false: none
    int certificate_days = 14;       ///< warned of so many days before it expires; 0: never
    bool operator==(const CheckOptions&) const = default;
};

}  // namespace traypulse
