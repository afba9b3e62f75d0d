#include "agent/metrics/http_request.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "shared/ascii.h"
#include "shared/ip_address.h"

namespace traypulse::scrape {
namespace {

std::string_view trim(std::string_view text) { return ascii::trimmed(text, " \t\r"); }

/// What stands before `mark`; `text` is left with what stands behind it.
std::string_view next(std::string_view& text, char mark) {
    const auto at = text.find(mark);
    const auto out = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    return out;
}

/// A media range and its weight: "text/plain;version=0.0.4;q=0.5".
struct Range {
    std::string type;
    std::string version;
    double weight = 1;
};

Range range_of(std::string_view text) {
    Range out;
    out.type = ascii::lower(trim(next(text, ';')));
    while (!text.empty()) {
        auto value = trim(next(text, ';'));
        const auto key = ascii::lower(trim(next(value, '=')));
        value = trim(value);
        if (value.size() >= 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
        if (key == "version") out.version = value;
        if (key != "q") continue;
        double weight = 0;
        const auto read = std::from_chars(value.data(), value.data() + value.size(), weight);
        out.weight = read.ec == std::errc() ? std::clamp(weight, 0.0, 1.0) : 0;
    }
    return out;
}

/// The host of a Host header, without its port and brackets.
std::string_view host_only(std::string_view host) {
    if (!host.empty() && host.front() == '[') {
        const auto end = host.find(']');
        return end == std::string_view::npos ? std::string_view() : host.substr(1, end - 1);
    }
    return host.substr(0, host.rfind(':'));
}

bool names_this_computer(std::string_view host) {
    const auto bare = host_only(host);
    return ascii::lower(bare) == "localhost" || IpAddress::parse(bare).has_value();
}

Answer refused(int status, const std::string& words) {
    return {status, true, Format::text, words + "\n", false};
}

std::string_view reason_of(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 400:
            return "Bad Request";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 431:
            return "Request Header Fields Too Large";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Service Unavailable";
    }
}

}  // namespace

std::size_t head_end(std::string_view bytes) {
    const auto strict = bytes.find("\r\n\r\n");
    const auto loose = bytes.find("\n\n");  // RFC 9112 §2.2 lets a line end with LF alone
    if (strict == std::string_view::npos && loose == std::string_view::npos)
        return std::string_view::npos;
    return strict < loose ? strict + 4 : loose + 2;
}

Format negotiated(std::string_view accept) {
    double modern = 0;
    double older = 0;
    while (!accept.empty()) {
        const auto range = range_of(next(accept, ','));
        if (range.type == "application/openmetrics-text" &&
            (range.version.empty() || range.version == "1.0.0"))
            modern = std::max(modern, range.weight);
        if (range.type == "text/plain" || range.type == "text/*" || range.type == "*/*")
            older = std::max(older, range.weight);
    }
    return modern > 0 && modern >= older ? Format::openmetrics : Format::text;
}

Answer judge(std::string_view head, bool local_only) {
    auto line = trim(next(head, '\n'));
    const auto method = next(line, ' ');
    auto target = next(line, ' ');
    const auto version = line;
    if (version.rfind("HTTP/", 0) != 0 || target.empty() || method.empty())
        return refused(400, "this is no HTTP request");
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return refused(505, "only HTTP/1 is spoken here");
    std::optional<std::string_view> host;
    std::string accept;
    while (!head.empty()) {
        auto field = next(head, '\n');
        if (trim(field).empty()) break;
        if (field.find(':') == std::string_view::npos) return refused(400, "a header has no colon");
        const auto name = ascii::lower(next(field, ':'));
        if (name == "host") host = trim(field);
        if (name == "accept") accept += (accept.empty() ? "" : ",") + std::string(trim(field));
    }
    if (version == "HTTP/1.1" && !host) return refused(400, "the request names no host");
    if (local_only && host && !names_this_computer(*host))
        return refused(403, "ask for an address or for localhost, not for another name");
    if (next(target, '?') != "/metrics") return refused(404, "the figures are at /metrics");
    if (method != "GET" && method != "HEAD") return refused(405, "only GET and HEAD are answered");
    return {200, method == "GET", negotiated(accept), {}, version == "HTTP/1.1"};
}

std::string answer_head(const Answer& answer) {
    std::string out = "HTTP/1.1 " + std::to_string(answer.status) + " ";
    out += reason_of(answer.status);
    out += "\r\nContent-Type: ";
    out += answer.status == 200 ? content_type(answer.format) : "text/plain; charset=utf-8";
    if (answer.status != 200)
        out += "\r\nContent-Length: " + std::to_string(answer.words.size());
    else if (answer.chunked)
        out += "\r\nTransfer-Encoding: chunked";
    if (answer.status == 405) out += "\r\nAllow: GET, HEAD";
    out += "\r\nCache-Control: no-store\r\nVary: Accept\r\nX-Content-Type-Options: nosniff";
    return out + "\r\nConnection: close\r\n\r\n";
}

}  // namespace traypulse::scrape
