#include "agent/config/check_uri.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "agent/config/host.h"
#include "agent/config/nearest.h"
#include "agent/translations/translate.h"
#include "shared/ascii.h"

namespace traypulse::config {
namespace {

// In the order of CheckKind.
const std::array<std::string, 8> kSchemes{"icmp", "icmp4", "icmp6", "tcp",
                                          "udp",  "http",  "https", "dns"};
const std::array<std::string, 17> kRecordTypes{"A",     "AAAA", "CAA",   "CNAME", "DNSKEY", "DS",
                                               "HTTPS", "MX",   "NAPTR", "NS",    "PTR",    "SOA",
                                               "SRV",   "SVCB", "TLSA",  "TXT",   "SSHFP"};

bool plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}
bool ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
}

// The parts of what stands behind "scheme://".
struct Parts {
    std::string_view authority;
    std::string_view path;   // from its '/'
    std::string_view query;  // behind its '?'
};
Parts split(std::string_view rest) {
    rest = rest.substr(0, rest.find('#'));
    Parts out;
    out.authority = rest.substr(0, rest.find_first_of("/?"));
    rest.remove_prefix(out.authority.size());
    const auto question = rest.find('?');
    out.path = rest.substr(0, question);
    if (question != std::string_view::npos) out.query = rest.substr(question + 1);
    return out;
}

std::string article(CheckKind kind) {
    switch (kind) {
        case CheckKind::tcp:
            return tr("a TCP check");
        case CheckKind::udp:
            return tr("a UDP check");
        default:
            return tr("an ICMP check");
    }
}

// "host", "host:port", with anything behind it refused in words.
Result<CheckSpec> bare(CheckKind kind, std::string_view rest) {
    const auto slash = rest.find_first_of("/?#");
    if (slash != std::string_view::npos && rest.substr(slash) != "/")
        return wrong(
            tr("{0} has no path, {1} is too much", article(kind), in_quotes(rest.substr(slash))));
    auto parsed = parse_authority(kind, rest.substr(0, slash));
    if (!parsed) return parsed.error();
    const auto& [host, port] = parsed.value();
    if (is_icmp(kind) && port != 0)
        return wrong(tr("an ICMP check has no port, \":{0}\" is too much", port),
                     tr("write tcp://{0} to check that port", std::string(rest.substr(0, slash))));
    if (!is_icmp(kind) && port == 0)
        return wrong(tr("{0} needs a port", article(kind)),
                     tr("write it behind the host, like {0}://{1}:53",
                        kSchemes[static_cast<std::size_t>(kind)], host));
    return CheckSpec{kind, host, static_cast<std::uint16_t>(port)};
}

Result<CheckSpec> http(CheckKind kind, std::string_view rest) {
    const auto parts = split(rest);
    if (parts.authority.find('@') != std::string_view::npos && parts.authority.front() != '@')
        return wrong(tr("a user and a password do not belong into the address"),
                     tr("write the target's key headers = [\"Authorization: …\"]"));
    auto parsed = parse_authority(kind, parts.authority);
    if (!parsed) return parsed.error();
    const auto port = parsed.value().port;
    const auto usual = kind == CheckKind::https ? 443 : 80;
    CheckSpec out{kind, parsed.value().host, static_cast<std::uint16_t>(port == 0 ? usual : port)};
    out.path = parts.path.empty() ? "/" : std::string(parts.path);
    if (!parts.query.empty()) out.path += "?" + std::string(parts.query);
    return out;
}

// RFC 3597: every type can be written by its number.
bool is_numbered_type(std::string_view type) {
    if (!type.starts_with("TYPE")) return false;
    std::uint16_t number = 0;
    const auto* const end = type.data() + type.size();
    const auto read = std::from_chars(type.data() + 4, end, number);
    return read.ec == std::errc() && read.ptr == end;
}

Result<std::string> record_type(std::string_view query) {
    if (query.empty()) return std::string("A");
    if (!query.starts_with("type="))
        return wrong(tr("{0} says nothing to a DNS check", in_quotes(query)),
                     tr("write ?type=AAAA"));
    const auto type = ascii::upper(query.substr(5));
    const bool known =
        std::find(kRecordTypes.begin(), kRecordTypes.end(), type) != kRecordTypes.end();
    if (known || is_numbered_type(type)) return type;
    return wrong(
        tr("unknown record type {0}{1}", in_quotes(type), did_you_mean(type, kRecordTypes)),
        tr("any other is written by its number, like TYPE65280"));
}

// What is asked for may be no host's name: "_sip._tcp.example.com".
Result<std::string> question(std::string_view text) {
    auto name = ascii::lower(text);
    if (name.size() > 1 && name.back() == '.') name.pop_back();
    if (name.empty())
        return wrong(tr("the name to ask for is missing"), tr("write dns://resolver/example.com"));
    if (name.size() > kLongestName)
        return wrong(tr("the name to ask for has {0} characters, DNS allows {1}", name.size(),
                        kLongestName));
    std::string_view rest = name;
    while (name != ".") {
        const auto label = rest.substr(0, rest.find('.'));
        if (label.empty() || label.size() > kLongestLabel)
            return wrong(
                tr("the name {0} has a label of {1} characters", in_quotes(text), label.size()),
                tr("DNS allows 1 to {0}", kLongestLabel));
        if (label.size() == rest.size()) break;
        rest.remove_prefix(label.size() + 1);
    }
    return name;
}

Result<CheckSpec> dns(std::string_view rest) {
    const auto parts = split(rest);
    const auto authority = parts.authority.empty() ? kResolverHost : parts.authority;
    auto parsed = parse_authority(CheckKind::dns, authority);
    if (!parsed) return parsed.error();
    const auto path = parts.path.substr(parts.path.empty() ? 0 : 1);
    if (path.find('/') != std::string_view::npos)
        return wrong(tr("{0} is no name to ask for", in_quotes(path)));
    auto name = question(path);
    if (!name) return name.error();
    auto type = record_type(parts.query);
    if (!type) return type.error();
    const auto port = parsed.value().port;
    CheckSpec out{CheckKind::dns, parsed.value().host,
                  static_cast<std::uint16_t>(port == 0 ? 53 : port)};
    out.name = std::move(name).value();
    out.record_type = std::move(type).value();
    return out;
}

Result<CheckSpec> by_kind(CheckKind kind, std::string_view rest) {
    if (is_http(kind)) return http(kind, rest);
    return kind == CheckKind::dns ? dns(rest) : bare(kind, rest);
}

}  // namespace

Result<CheckSpec> parse_check(std::string_view text) {
    if (text.empty())
        return wrong(tr("the check is empty"), tr("write a host, like \"192.0.2.1\""));
    if (text.size() > kLongestUri)
        return wrong(
            tr("the check has {0} characters, at most {1} make sense", text.size(), kLongestUri));
    const auto colon = text.find("://");
    const auto rest = colon == std::string_view::npos ? text : text.substr(colon + 3);
    if (!plain(rest) && ascii(rest))
        return wrong(tr("{0} has blanks or control characters", in_quotes(rest)));
    if (colon == std::string_view::npos) {
        if (text.front() != '[' && text.find('/') != std::string_view::npos)
            return wrong(tr("{0} is no host", in_quotes(text)),
                         tr("write one host, like \"192.0.2.1\""));
        return bare(CheckKind::icmp, text);
    }
    const auto scheme = ascii::lower(text.substr(0, colon));
    const auto kind = std::find(kSchemes.begin(), kSchemes.end(), scheme);
    if (kind == kSchemes.end())
        return wrong(
            tr("unknown kind of check {0}{1}", in_quotes(scheme), did_you_mean(scheme, kSchemes)),
            tr("icmp, icmp4, icmp6, tcp, udp, http, https and dns are known"));
    return by_kind(static_cast<CheckKind>(kind - kSchemes.begin()), rest);
}

}  // namespace traypulse::config
