#include "agent/probes/http_url.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "shared/ascii.h"

namespace traypulse {
namespace {

using Handle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;
Handle new_handle() { return {curl_url(), &curl_url_cleanup}; }

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
    std::string out(text);
    curl_free(text);
    return out;
}

// curl gives an IPv6 address in brackets and its zone apart.
std::string bare_host(CURLU* url) {
    std::string host = part(url, CURLUPART_HOST);
    // As DNS has it (RFC 5890); only where it needs to be, since it depends on the locale.
    if (std::any_of(host.begin(), host.end(), [](char c) { return (c & 0x80) != 0; })) {
        const std::string ascii = part(url, CURLUPART_HOST, CURLU_PUNYCODE);
        if (!ascii.empty()) host = ascii;
    }
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    const std::string zone = part(url, CURLUPART_ZONEID);
    return zone.empty() ? host : host + "%" + zone;
}

std::uint16_t port_of(CURLU* url) {
    const auto text = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    return text.empty() ? 0 : static_cast<std::uint16_t>(std::stoul(text));
}

std::optional<HttpUrl> taken_apart(CURLU* url) {
    for (const auto which : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT})
        curl_url_set(url, which, nullptr, 0);
    HttpUrl out{part(url, CURLUPART_URL), part(url, CURLUPART_SCHEME), bare_host(url),
                port_of(url)};
    if ((out.scheme != "http" && out.scheme != "https") || out.host.empty() || out.port == 0)
        return std::nullopt;
    return out;
}

}  // namespace

bool HttpUrl::same_host(const HttpUrl& other) const { return ascii::same_word(host, other.host); }
bool HttpUrl::same_origin(const HttpUrl& other) const {
    return scheme == other.scheme && port == other.port && same_host(other);
}

std::optional<HttpUrl> parse_http_url(const std::string& text) {
    const auto url = new_handle();
    if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_URLENCODE) != CURLUE_OK)
        return std::nullopt;
    return taken_apart(url.get());
}

std::optional<HttpUrl> resolve_http_url(const HttpUrl& base, const std::string& location) {
    const auto url = new_handle();
    if (!url || curl_url_set(url.get(), CURLUPART_URL, base.text.c_str(), 0) != CURLUE_OK ||
        curl_url_set(url.get(), CURLUPART_URL, location.c_str(), CURLU_URLENCODE) != CURLUE_OK)
        return std::nullopt;
    return taken_apart(url.get());
}

std::optional<ProxyUrl> parse_proxy_url(const std::string& text) {
    const auto url = new_handle();
    const std::string whole = text.find("://") == std::string::npos ? "http://" + text : text;
    if (!url || curl_url_set(url.get(), CURLUPART_URL, whole.c_str(), CURLU_NON_SUPPORT_SCHEME) !=
                    CURLUE_OK)
        return std::nullopt;
    const std::string scheme = part(url.get(), CURLUPART_SCHEME);
    const bool socks5 = scheme == "socks5" || scheme == "socks5h" || scheme == "socks";
    const bool socks4 = scheme == "socks4" || scheme == "socks4a";
    if (!socks4 && !socks5 && scheme != "http" && scheme != "https") return std::nullopt;
    if (socks5) curl_url_set(url.get(), CURLUPART_SCHEME, "socks5h", CURLU_NON_SUPPORT_SCHEME);
    if (socks4) curl_url_set(url.get(), CURLUPART_SCHEME, "socks4a", CURLU_NON_SUPPORT_SCHEME);
    // As curl(1) has it, so that one environment means the same to both.
    if (part(url.get(), CURLUPART_PORT).empty())
        curl_url_set(url.get(), CURLUPART_PORT, scheme == "https" ? "443" : "1080", 0);
    ProxyUrl out{part(url.get(), CURLUPART_URL), bare_host(url.get()), port_of(url.get())};
    if (out.host.empty() || out.port == 0) return std::nullopt;
    return out;
}

}  // namespace traypulse
