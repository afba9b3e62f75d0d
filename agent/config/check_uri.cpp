#include "agent/config/check_uri.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "agent/config/nearest.h"
#include "shared/ip_address.h"

namespace traypulse::config {
namespace {

constexpr std::array<std::string_view, 6> kLaterSchemes{"tcp",   "udp", "http",
                                                        "https", "dns", "tls"};
constexpr std::size_t kLongestZone = 15;  // IFNAMSIZ without its final zero

Error wrong(std::string what, std::string remedy = {}) {
    return {ErrorCode::invalid_argument, std::move(what), std::move(remedy)};
}

// For a terminal: whatever stands in the file, the message has no control characters.
std::string quoted(std::string_view text) {
    std::string out = "\"" + std::string(text) + "\"";
    std::replace_if(
        out.begin(), out.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, '?');
    return out;
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

bool plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

// An address without looking its zone up: an interface that is away now may be back later.
struct Literal {
    IpAddress address;
    std::string zone;
};
std::optional<Literal> parse_literal(std::string_view host) {
    Literal out;
    const auto percent = host.find('%');
    if (percent != std::string_view::npos) {
        out.zone = host.substr(percent + 1);
        if (out.zone.empty() || out.zone.size() > kLongestZone) return std::nullopt;
        if (out.zone.find_first_of("/%[]") != std::string::npos) return std::nullopt;
    }
    const auto address = IpAddress::parse(host.substr(0, percent));
    if (!address || (!out.zone.empty() && address->family != Family::ipv6)) return std::nullopt;
    out.address = *address;
    return out;
}

Result<CheckSpec> literal_spec(CheckKind kind, const Literal& literal) {
    const auto& a = literal.address;
    if (kind == CheckKind::icmp4 && a.family != Family::ipv4)
        return wrong("icmp4:// needs an IPv4 address, " + a.text() + " is IPv6", "write icmp://");
    if (kind == CheckKind::icmp6 && a.family != Family::ipv6)
        return wrong("icmp6:// needs an IPv6 address, " + a.text() + " is IPv4", "write icmp://");
    if (a.is_unspecified() || a.is_multicast() || a.is_limited_broadcast())
        return wrong(a.text() + " is no single machine's address (" +
                     (a.is_unspecified() ? "unspecified"
                      : a.is_multicast() ? "multicast"
                                         : "broadcast") +
                     "), so nothing there can be checked");
    if (a.is_link_local() && a.family == Family::ipv6 && literal.zone.empty())
        return wrong(a.text() + " is link-local and needs its interface",
                     "write it as " + a.text() + "%eth0");
    return CheckSpec{kind, a.text() + (literal.zone.empty() ? "" : "%" + literal.zone)};
}

Result<CheckSpec> host_spec(CheckKind kind, std::string_view host) {
    if (is_symbolic(host)) {
        const std::array<std::string, 2> known{std::string(kRouterHost),
                                               std::string(kResolverHost)};
        const auto name = lower(host);
        if (std::find(known.begin(), known.end(), name) != known.end())
            return CheckSpec{kind, name};
        return wrong("unknown host " + quoted(host) + did_you_mean(name, known),
                     "@router and @resolver stand for this network's own");
    }
    if (const auto literal = parse_literal(host)) return literal_spec(kind, *literal);
    auto name = parse_host_name(host);
    if (!name) return name.error();
    return CheckSpec{kind, std::move(name).value()};
}

// "host", "[v6]", with anything behind it refused in words.
Result<CheckSpec> authority_spec(CheckKind kind, std::string_view rest) {
    const auto slash = rest.find_first_of("/?#");
    if (slash != std::string_view::npos && rest.substr(slash) != "/")
        return wrong("an ICMP check has no path, " + quoted(rest.substr(slash)) + " is too much");
    rest = rest.substr(0, slash);
    if (rest.empty()) return wrong("the host is missing", "write icmp://host");
    if (rest.front() == '[') {
        const auto close = rest.find(']');
        if (close == std::string_view::npos)
            return wrong("the closing ] of the IPv6 address is missing");
        if (close + 1 != rest.size())
            return wrong("an ICMP check has no port, " + quoted(rest.substr(close + 1)) +
                         " is too much");
        const auto inner = rest.substr(1, close - 1);
        const auto literal = parse_literal(inner);
        if (!literal || literal->address.family != Family::ipv6)
            return wrong(quoted(inner) + " is no IPv6 address");
        return literal_spec(kind, *literal);
    }
    if (std::count(rest.begin(), rest.end(), ':') == 1)
        return wrong("an ICMP check has no port, " + quoted(rest.substr(rest.find(':'))) +
                     " is too much");
    return host_spec(kind, rest);
}

}  // namespace

Result<std::string> parse_host_name(std::string_view text) {
    auto name = lower(text);
    if (!name.empty() && name.back() == '.') name.pop_back();  // the root, as DNS tools write it
    if (name.empty()) return wrong("the host name is empty");
    if (name.size() > kLongestName)
        return wrong("the host name has " + std::to_string(name.size()) +
                     " characters, DNS allows " + std::to_string(kLongestName));
    if (!std::all_of(name.begin(), name.end(), [](char c) { return c > 0; }))
        return wrong("host name " + quoted(text) + " has letters beyond ASCII",
                     "write its ASCII form, which begins with xn--");
    std::string_view rest = name;
    std::string_view label;
    while (true) {
        const auto dot = rest.find('.');
        label = rest.substr(0, dot);
        if (label.empty()) return wrong("host name " + quoted(text) + " has an empty label");
        if (label.size() > kLongestLabel)
            return wrong("a label of the host name has " + std::to_string(label.size()) +
                         " characters, DNS allows " + std::to_string(kLongestLabel));
        for (const char c : label)
            if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-')
                return wrong("host name " + quoted(text) + " has the character " +
                                 quoted(std::string_view(&c, 1)),
                             "letters, digits, - and . are allowed");
        if (label.front() == '-' || label.back() == '-')
            return wrong("host name " + quoted(text) + " has a label that begins or ends with -");
        if (dot == std::string_view::npos) break;
        rest.remove_prefix(dot + 1);
    }
    // RFC 1123: a name whose last label is a number is a mistyped address.
    if (std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return wrong(quoted(text) + " is neither an address nor a name",
                     "an IPv4 address has four numbers from 0 to 255");
    return name;
}

Result<CheckSpec> parse_check(std::string_view text) {
    if (text.empty()) return wrong("the check is empty", "write a host, like \"192.0.2.1\"");
    if (text.size() > kLongestUri)
        return wrong("the check has " + std::to_string(text.size()) + " characters, at most " +
                     std::to_string(kLongestUri) + " make sense");
    const auto colon = text.find("://");
    if (colon != std::string_view::npos) {
        const auto scheme = lower(text.substr(0, colon));
        const auto rest = text.substr(colon + 3);
        if (std::find(kLaterSchemes.begin(), kLaterSchemes.end(), scheme) != kLaterSchemes.end())
            return wrong(
                "this version checks ICMP echo only; " + scheme + ":// checks come in a later one",
                "write icmp://host or the bare host");
        const std::array<std::string, 3> known{"icmp", "icmp4", "icmp6"};
        const auto kind = std::find(known.begin(), known.end(), scheme);
        if (kind == known.end())
            return wrong("unknown kind of check " + quoted(scheme) + did_you_mean(scheme, known),
                         "icmp, icmp4 and icmp6 are known");
        if (!plain(rest) && std::all_of(rest.begin(), rest.end(), [](char c) { return c > 0; }))
            return wrong("the host " + quoted(rest) + " has blanks or control characters");
        return authority_spec(static_cast<CheckKind>(kind - known.begin()), rest);
    }
    if (!plain(text) && std::all_of(text.begin(), text.end(), [](char c) { return c > 0; }))
        return wrong("the host " + quoted(text) + " has blanks or control characters");
    if (text.front() == '[') return authority_spec(CheckKind::icmp, text);
    if (text.find('/') != std::string_view::npos)
        return wrong(quoted(text) + " is no host", "write one host, like \"192.0.2.1\"");
    if (std::count(text.begin(), text.end(), ':') == 1)
        return wrong(
            "this version checks ICMP echo only, which has no port; checks of a port come "
            "in a later one",
            "write the host without " + quoted(text.substr(text.find(':'))));
    return host_spec(CheckKind::icmp, text);
}

}  // namespace traypulse::config
