#include "agent/config/host.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "agent/config/nearest.h"
#include "agent/translations/translate.h"
#include "shared/ascii.h"
#include "shared/ip_address.h"
#include "shared/plain_text.h"

namespace traypulse::config {
namespace {

constexpr std::size_t kLongestZone = 15;  // IFNAMSIZ without its final zero
constexpr int kMostPort = 65'535;         // 16 bits in every transport's header

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

Result<std::string> literal_host(CheckKind kind, const Literal& literal) {
    const auto& a = literal.address;
    if (kind == CheckKind::icmp4 && a.family != Family::ipv4)
        return wrong(tr("icmp4:// needs an IPv4 address, {0} is IPv6", a.text()),
                     tr("write icmp://"));
    if (kind == CheckKind::icmp6 && a.family != Family::ipv6)
        return wrong(tr("icmp6:// needs an IPv6 address, {0} is IPv4", a.text()),
                     tr("write icmp://"));
    if (a.is_unspecified() || a.is_multicast() || a.is_limited_broadcast())
        return wrong(tr("{0} is no single machine's address ({1}), so nothing there can be checked",
                        a.text(),
                        (a.is_unspecified() ? tr("unspecified")
                         : a.is_multicast() ? tr("multicast")
                                            : tr("broadcast"))));
    if (a.is_link_local() && a.family == Family::ipv6 && literal.zone.empty())
        return wrong(tr("{0} is link-local and needs its interface", a.text()),
                     tr("write it as {0}%eth0", a.text()));
    return a.text() + (literal.zone.empty() ? "" : "%" + literal.zone);
}

Result<int> parse_port(std::string_view text) {
    int port = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, port);
    if (read.ec != std::errc() || read.ptr != end || port < 1 || port > kMostPort)
        return wrong(tr("{0} is no port", in_quotes(text)),
                     tr("a port is a number from 1 to 65535"));
    return port;
}

}  // namespace

Error wrong(std::string what, std::string remedy) {
    return {ErrorCode::invalid_argument, std::move(what), std::move(remedy)};
}

std::string in_quotes(std::string_view text) { return "\"" + plain(std::string(text)) + "\""; }

Result<std::string> parse_host_name(std::string_view text) {
    auto name = ascii::lower(text);
    if (!name.empty() && name.back() == '.') name.pop_back();  // the root, as DNS tools write it
    if (name.empty()) return wrong(tr("the host name is empty"));
    if (name.size() > kLongestName)
        return wrong(
            tr("the host name has {0} characters, DNS allows {1}", name.size(), kLongestName));
    if (!std::all_of(name.begin(), name.end(), [](char c) { return c > 0; }))
        return wrong(tr("host name {0} has letters beyond ASCII", in_quotes(text)),
                     tr("write its ASCII form, which begins with xn--"));
    std::string_view rest = name;
    std::string_view label;
    while (true) {
        const auto dot = rest.find('.');
        label = rest.substr(0, dot);
        if (label.empty()) return wrong(tr("host name {0} has an empty label", in_quotes(text)));
        if (label.size() > kLongestLabel)
            return wrong(tr("a label of the host name has {0} characters, DNS allows {1}",
                            label.size(), kLongestLabel));
        for (const char c : label)
            if (!ascii::is_letter(c) && !ascii::is_digit(c) && c != '-')
                return wrong(tr("host name {0} has the character {1}", in_quotes(text),
                                in_quotes(std::string_view(&c, 1))),
                             tr("letters, digits, - and . are allowed"));
        if (label.front() == '-' || label.back() == '-')
            return wrong(
                tr("host name {0} has a label that begins or ends with -", in_quotes(text)));
        if (dot == std::string_view::npos) break;
        rest.remove_prefix(dot + 1);
    }
    // RFC 1123: a name whose last label is a number is a mistyped address.
    if (std::all_of(label.begin(), label.end(), ascii::is_digit))
        return wrong(tr("{0} is neither an address nor a name", in_quotes(text)),
                     tr("an IPv4 address has four numbers from 0 to 255"));
    return name;
}

Result<std::string> parse_host(CheckKind kind, std::string_view host) {
    if (is_symbolic(host)) {
        const std::array<std::string, 2> known{std::string(kRouterHost),
                                               std::string(kResolverHost)};
        const auto name = ascii::lower(host);
        if (std::find(known.begin(), known.end(), name) != known.end()) return name;
        return wrong(tr("unknown host {0}{1}", in_quotes(host), did_you_mean(name, known)),
                     tr("@router and @resolver stand for this network's own"));
    }
    if (const auto literal = parse_literal(host)) return literal_host(kind, *literal);
    return parse_host_name(host);
}

Result<Authority> parse_authority(CheckKind kind, std::string_view text) {
    if (text.empty() || (text.front() == ':' && text.find(':', 1) == std::string_view::npos))
        return wrong(tr("the host is missing"));
    auto host = text;
    std::string_view port;
    if (text.front() == '[') {
        const auto close = text.find(']');
        if (close == std::string_view::npos)
            return wrong(tr("the closing ] of the IPv6 address is missing"));
        host = text.substr(1, close - 1);
        port = text.substr(close + 1);
        const auto literal = parse_literal(host);
        if (!literal || literal->address.family != Family::ipv6)
            return wrong(tr("{0} is no IPv6 address", in_quotes(host)));
        if (!port.empty() && port.front() != ':')
            return wrong(tr("{0} behind the address is too much", in_quotes(port)));
    } else if (std::count(text.begin(), text.end(), ':') == 1) {
        const auto colon = text.find(':');
        host = text.substr(0, colon);
        port = text.substr(colon);
    }
    auto parsed = parse_host(kind, host);
    if (!parsed) return parsed.error();
    Authority out{std::move(parsed).value(), 0};
    if (port.empty()) return out;
    const auto number = parse_port(port.substr(1));
    if (!number) return number.error();
    out.port = number.value();
    return out;
}

}  // namespace traypulse::config
