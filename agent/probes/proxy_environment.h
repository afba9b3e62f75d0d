// The proxy that the environment names for a URL, by the rules of curl(1). Pure but for
// of_process().
#pragma once

#include <optional>
#include <string>

namespace traypulse {

/// Plain value. Read once, so that a test can give any.
struct ProxyEnvironment {
    std::string http{};   ///< http_proxy; never HTTP_PROXY, which a CGI's client could set
    std::string https{};  ///< https_proxy or HTTPS_PROXY
    std::string all{};    ///< all_proxy or ALL_PROXY: for what the others do not name
    std::string none{};   ///< no_proxy or NO_PROXY: "example.com, .local, 192.0.2.0/24", "*"

    static ProxyEnvironment of_process();
    /// The URL of the proxy to use for that host; nullopt: go there directly. A host is a name or
    /// an address without brackets.
    [[nodiscard]] std::optional<std::string> proxy_for(bool https_url,
                                                       const std::string& host) const;
};

}  // namespace traypulse
