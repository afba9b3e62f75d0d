// What a scraper asks: the head of one HTTP/1 request, judged. Pure.
#pragma once

#include <string>
#include <string_view>

#include "agent/metrics/exposition.h"

namespace traypulse::scrape {

/// Prometheus' request has 400 bytes; servers usually take 8 KiB.
inline constexpr std::size_t kLongestHead = 8192;

struct Answer {
    int status = 200;
    bool with_body = true;  ///< false for HEAD
    Format format = Format::text;
    std::string words;     ///< of another status than 200: why, a line
    bool chunked = false;  ///< of status 200; else the body ends where the connection does
};

/// Where the head ends (behind its empty line) in what has come so far; npos: not yet.
std::size_t head_end(std::string_view bytes);

/// `local_only`: the endpoint is on loopback. Then a request must be for an address or
/// "localhost": a page in a browser can lead a name of its own to loopback and read what is there
/// (DNS rebinding).
Answer judge(std::string_view head, bool local_only);

/// The format that an Accept header asks for (RFC 9110 §12.5.1); OpenMetrics where both are wanted
/// alike, the older format where neither is named.
Format negotiated(std::string_view accept);

/// "HTTP/1.1 200 OK" and the headers, with the empty line. How long a document becomes is not known
/// when it begins.
std::string answer_head(const Answer& answer);

}  // namespace traypulse::scrape
