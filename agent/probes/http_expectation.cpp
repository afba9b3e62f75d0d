#include "agent/probes/http_expectation.h"

#include <re2/re2.h>

#include <algorithm>

#include "agent/probes/certificate.h"

namespace traypulse {
namespace {

/// For the compiled expression and its cache of states. RE2's time is linear in the body whatever
/// this is; a larger expression than fits is refused with a reason.
constexpr std::int64_t kRegexMemory = 4LL * 1024 * 1024;
/// Of the expected text, in a reason: a line of a notification.
constexpr std::size_t kQuoteLimit = 60;

RE2::Options regex_options() {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kRegexMemory);
    return options;
}

// RFC 9110 §5.6.2
bool is_token(std::string_view text) {
    constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               kMarks.find(c) != std::string_view::npos;
    });
}

bool is_header_value(std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

std::string quoted(const std::string& text) {
    const auto shown = printable(text, kQuoteLimit);
    return '"' + shown + (shown.size() < text.size() ? "…\"" : "\"");
}

std::vector<CheckOptions::StatusRange> good_statuses(const CheckOptions& options) {
    if (!options.status.empty()) return options.status;
    if (options.redirects == Redirects::refuse) return {{200, 399}};
    return {{200, 299}};
}

std::string range_text(const CheckOptions::StatusRange& range) {
    if (range.first == range.last) return std::to_string(range.first);
    if (range.first % 100 == 0 && range.last == range.first + 99)
        return std::to_string(range.first / 100) + "xx";
    if (range.first % 100 == 0 && range.last % 100 == 99)
        return std::to_string(range.first / 100) + "xx to " + std::to_string(range.last / 100) +
               "xx";
    return std::to_string(range.first) + " to " + std::to_string(range.last);
}

std::string where(const HttpAnswer& answer) {
    return answer.body_cut
               ? "the first " + std::to_string(kBodyLimit / 1024) + " KiB of the body do"
               : "the body does";
}

}  // namespace

Status http_options_fault(const CheckOptions& options) {
    if (!is_token(options.method))
        return Error{ErrorCode::invalid_argument,
                     "\"" + printable(options.method, kQuoteLimit) + "\" is not an HTTP method",
                     "\"GET\" is one"};
    for (const auto& header : options.headers) {
        if (!is_token(header.name))
            return Error{ErrorCode::invalid_argument,
                         "\"" + printable(header.name, kQuoteLimit) + "\" is not a header's name",
                         "letters, digits and hyphens"};
        if (!is_header_value(header.value))
            return Error{ErrorCode::invalid_argument,
                         "the header " + header.name + " has a line end in its value",
                         "write it in one line"};
    }
    if (options.body_matches.empty()) return ok();
    const RE2 regex(options.body_matches, regex_options());
    if (regex.ok()) return ok();
    return Error{ErrorCode::invalid_argument,
                 "body_matches is not a regular expression (" + printable(regex.error(), 200) + ")",
                 "see https://github.com/google/re2/wiki/Syntax"};
}

bool status_expected(const CheckOptions& options, int status) {
    const auto good = good_statuses(options);
    return std::any_of(good.begin(), good.end(), [&](const auto& range) {
        return status >= range.first && status <= range.last;
    });
}

std::string judge_answer(const CheckOptions& options, const HttpAnswer& answer) {
    if (options.http_version == HttpVersion::http2 && answer.version != "2")
        return "HTTP/" + answer.version + " where HTTP/2 was expected";
    if (!status_expected(options, answer.status)) {
        std::string expected;
        for (const auto& range : good_statuses(options))
            expected += (expected.empty() ? "" : ", ") + range_text(range);
        return "HTTP " + std::to_string(answer.status) + " where " + expected + " was expected";
    }
    if (!options.body_contains.empty() &&
        answer.body.find(options.body_contains) == std::string_view::npos)
        return where(answer) + " not contain " + quoted(options.body_contains);
    if (options.body_matches.empty()) return {};
    const RE2 regex(options.body_matches, regex_options());
    if (RE2::PartialMatch(re2::StringPiece(answer.body.data(), answer.body.size()), regex))
        return {};
    return where(answer) + " not match " + quoted(options.body_matches);
}

}  // namespace traypulse
