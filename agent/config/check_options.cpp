#include "agent/config/check_options.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

#include "agent/config/header.h"
#include "agent/config/host.h"
#include "agent/config/parse.h"
#include "agent/config/udp_payload.h"
#include "agent/translations/translate.h"
#include "shared/ascii.h"

namespace traypulse::config {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Longer than what any server greets with, and than what is looked for in a page by hand.
constexpr std::size_t kLongestText = 4'096;
constexpr std::size_t kMostHeaders = 32;   // browsers send some fifteen
constexpr std::size_t kMostExpected = 64;  // more addresses fit into no answer over UDP
constexpr IntegerBounds kCertificateDays{
    0, 3'650, for_translation("0 means never; a certificate lives shorter")};

constexpr int kLeastStatus = 100;  // RFC 9110 §15
constexpr int kMostStatus = 599;

using Range = CheckOptions::StatusRange;

// "200", "200-299", "2xx".
std::optional<Range> status_range(std::string_view text) {
    const auto number = [](std::string_view digits) -> std::optional<int> {
        int value = 0;
        const auto* const end = digits.data() + digits.size();
        const auto read = std::from_chars(digits.data(), end, value);
        if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
        if (value < kLeastStatus || value > kMostStatus) return std::nullopt;
        return value;
    };
    if (text.size() == 3 && text.substr(1) == "xx") {
        const auto first = number(std::string(text.substr(0, 1)) + "00");
        return first ? std::optional(Range{*first, *first + 99}) : std::nullopt;
    }
    const auto dash = text.find('-');
    const auto first = number(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : number(text.substr(dash + 1));
    if (!first || !last || *first > *last) return std::nullopt;
    return Range{*first, *last};
}

void bounded_text(TableReader& reader, std::string_view key, std::string& out) {
    auto text = reader.text(key);
    if (!text) return;
    if (text->size() > kLongestText)
        reader.problem(key, tr("{0} has {1} bytes, at most {2} are looked for", in_quotes(key),
                               text->size(), kLongestText));
    out = std::move(*text);
}

// A file that is read when the check runs.
void file(TableReader& reader, std::string_view key, std::string& out) {
    auto path = reader.text(key);
    if (!path) return;
    if (path->empty() || path->front() != '/')
        reader.problem(key, tr("{0} must be a whole path that begins with /", in_quotes(key)));
    out = std::move(*path);
}

void read_family(TableReader& reader, CheckOptions& out) {
    if (const auto v = reader.word("family", {"any", "ipv4", "ipv6"}))
        out.family = static_cast<FamilyWish>(*v);
}

void read_headers(TableReader& reader, CheckOptions& out) {
    const auto lines = reader.texts("headers");
    if (!lines) return;
    if (lines->size() > kMostHeaders)
        reader.problem("headers", tr("there are more than {0} headers", kMostHeaders));
    for (const auto& line : *lines) {
        if (auto read = parse_header(line))
            out.headers.push_back(std::move(*read));
        else
            reader.problem("headers",
                           tr("{0} is no header, write \"Name: value\"", in_quotes(line)));
    }
}

void read_status(TableReader& reader, CheckOptions& out) {
    const auto texts = reader.texts("status");
    if (!texts) return;
    for (const auto& text : *texts) {
        if (const auto range = status_range(text))
            out.status.push_back(*range);
        else
            reader.problem("status", tr("{0} is no status, write \"200\", \"200-299\" or \"2xx\"",
                                        in_quotes(text)));
    }
}

void read_pattern(TableReader& reader, CheckOptions& out) {
    bounded_text(reader, "body_matches", out.body_matches);
    const RE2 regex(out.body_matches, RE2::Quiet);
    if (!regex.ok())
        reader.problem("body_matches", tr("{0} is no regular expression of RE2: {1}",
                                          in_quotes(out.body_matches), regex.error()));
}

void read_http(TableReader& reader, CheckOptions& out, bool tls) {
    read_family(reader, out);
    if (auto v = reader.text("method")) {
        if (!ascii::is_token(*v))
            reader.problem("method", tr("{0} is no method, like \"HEAD\"", in_quotes(*v)));
        out.method = std::move(*v);
    }
    read_headers(reader, out);
    read_status(reader, out);
    bounded_text(reader, "body_contains", out.body_contains);
    read_pattern(reader, out);
    if (const auto v = reader.word("redirects", {"follow", "refuse", "same_host"}))
        out.redirects = static_cast<Redirects>(*v);
    if (const auto v = reader.word("http_version", {"any", "1", "2"}))
        out.http_version = static_cast<HttpVersion>(*v);
    if (const auto v = reader.boolean("proxy")) out.proxy = *v;
    if (!tls) return;
    file(reader, "client_certificate", out.client_certificate);
    file(reader, "client_key", out.client_key);
    file(reader, "ca_file", out.ca_file);
    if (const auto v = reader.boolean("verify")) out.verify = *v;
    if (const auto v = reader.integer("certificate_days", kCertificateDays))
        out.certificate_days = static_cast<int>(*v);
}

void read_expect(TableReader& reader, CheckOptions& out) {
    auto texts = reader.texts("expect");
    if (!texts) return;
    if (texts->size() > kMostExpected)
        reader.problem("expect", tr("more than {0} answers are in no DNS message", kMostExpected));
    out.expect = std::move(*texts);
}

void read_payload(TableReader& reader, CheckOptions& out) {
    const auto text = reader.text("payload");
    if (!text) return;
    auto bytes = parse_udp_payload(*text);
    if (bytes)
        out.payload = std::move(bytes).value();
    else
        reader.problem("payload", bytes.error().text());
}

// A key that means something, only not here.
void refuse_others(TableReader& reader, CheckKind kind) {
    struct Key {
        std::string_view name;
        std::string_view where;
        std::function<bool(CheckKind)> belongs;
    };
    const auto http = [](CheckKind k) { return is_http(k); };
    const auto https = [](CheckKind k) { return k == CheckKind::https; };
    const auto tcp = [](CheckKind k) { return k == CheckKind::tcp; };
    const auto udp = [](CheckKind k) { return k == CheckKind::udp; };
    const auto dns = [](CheckKind k) { return k == CheckKind::dns; };
    const auto any = [](CheckKind k) { return !is_icmp(k) && k != CheckKind::dns; };
    const Key keys[] = {
        {"family", for_translation("tcp, udp, http and https"), any},
        {"banner", "tcp", tcp},
        {"payload", "udp", udp},
        {"expect", "dns", dns},
        {"method", for_translation("http and https"), http},
        {"headers", for_translation("http and https"), http},
        {"status", for_translation("http and https"), http},
        {"body_contains", for_translation("http and https"), http},
        {"body_matches", for_translation("http and https"), http},
        {"redirects", for_translation("http and https"), http},
        {"http_version", for_translation("http and https"), http},
        {"proxy", for_translation("http and https"), http},
        {"client_certificate", "https", https},
        {"client_key", "https", https},
        {"ca_file", "https", https},
        {"verify", "https", https},
        {"certificate_days", "https", https},
    };
    for (const auto& key : keys)
        if (!key.belongs(kind) && reader.raw(key.name) != nullptr)
            reader.problem(key.name, tr("{0} belongs to checks of kind {1}, which this one is not",
                                        in_quotes(key.name), tr(std::string(key.where).c_str())));
}

}  // namespace

void read_check_options(TableReader& reader, TargetSpec& spec) {
    const auto kind = spec.check.kind;
    auto& out = spec.options;
    refuse_others(reader, kind);
    switch (kind) {
        case CheckKind::tcp:
            read_family(reader, out);
            bounded_text(reader, "banner", out.banner);
            break;
        case CheckKind::udp:
            read_family(reader, out);
            read_payload(reader, out);
            break;
        case CheckKind::http:
        case CheckKind::https:
            read_http(reader, out, kind == CheckKind::https);
            break;
        case CheckKind::dns:
            read_expect(reader, out);
            break;
        default:
            break;
    }
}

Pace pace_of(CheckKind kind) {
    constexpr std::string_view kConnection =
        for_translation("each check is a connection that the server has to serve");
    switch (kind) {
        // Room for two repeated SYNs (after 1 and 3 s, RFC 6298), so that a lost one is no failure.
        case CheckKind::tcp:
            return {seconds(10), seconds(5), milliseconds(500), kConnection};
        case CheckKind::udp:
        case CheckKind::dns:
            return {seconds(10), seconds(2), milliseconds(500),
                    tr("each check is work for the server")};
        case CheckKind::http:
        case CheckKind::https:
            return {seconds(60), seconds(10), seconds(1), kConnection};
        default:
            return {seconds(2), seconds(1), kLeastInterval,
                    tr("the helper sends no faster to one address")};
    }
}

}  // namespace traypulse::config
