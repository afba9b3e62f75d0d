#include "agent/probes/http_expectation.h"

#include <re2/re2.h>

#include <algorithm>

#include "agent/probes/certificate.h"
#include "agent/translations/translate.h"
#include "shared/ascii.h"

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
        return tr("{0}xx to {1}xx", range.first / 100, range.last / 100);
    return tr("{0} to {1}", range.first, range.last);
}

}  // namespace

Status http_options_fault(const CheckOptions& options) {
    if (!ascii::is_token(options.method))
        return Error{ErrorCode::invalid_argument,
                     tr("\"{0}\" is not an HTTP method", printable(options.method, kQuoteLimit)),
                     tr("\"GET\" is one")};
    for (const auto& header : options.headers) {
        if (!ascii::is_token(header.name))
            return Error{ErrorCode::invalid_argument,
                         tr("\"{0}\" is not a header's name", printable(header.name, kQuoteLimit)),
                         tr("letters, digits and hyphens")};
        if (!is_header_value(header.value))
            return Error{ErrorCode::invalid_argument,
                         tr("the header {0} has a line end in its value", header.name),
                         tr("write it in one line")};
    }
    if (options.body_matches.empty()) return ok();
    const RE2 regex(options.body_matches, regex_options());
    if (regex.ok()) return ok();
    return Error{
        ErrorCode::invalid_argument,
        tr("body_matches is not a regular expression ({0})", printable(regex.error(), 200)),
        tr("see https://github.com/google/re2/wiki/Syntax")};
}

bool status_expected(const CheckOptions& options, int status) {
    const auto good = good_statuses(options);
    return std::any_of(good.begin(), good.end(), [&](const auto& range) {
        return status >= range.first && status <= range.last;
    });
}

std::string judge_answer(const CheckOptions& options, const HttpAnswer& answer) {
    if (options.http_version == HttpVersion::http2 && answer.version != "2")
        return tr("HTTP/{0} where HTTP/2 was expected", answer.version);
    if (!status_expected(options, answer.status)) {
        std::string expected;
        for (const auto& range : good_statuses(options))
            expected = listed(expected, range_text(range));
        return tr("HTTP {0} where {1} was expected", answer.status, expected);
    }
    if (!options.body_contains.empty() &&
        answer.body.find(options.body_contains) == std::string_view::npos)
        return answer.body_cut ? tr("the first {0} KiB of the body do not contain {1}",
                                    kBodyLimit / 1024, quoted(options.body_contains))
                               : tr("the body does not contain {0}", quoted(options.body_contains));
    if (options.body_matches.empty()) return {};
    const RE2 regex(options.body_matches, regex_options());
    if (RE2::PartialMatch(re2::StringPiece(answer.body.data(), answer.body.size()), regex))
        return {};
    return answer.body_cut ? tr("the first {0} KiB of the body do not match {1}", kBodyLimit / 1024,
                                quoted(options.body_matches))
                           : tr("the body does not match {0}", quoted(options.body_matches));
}

}  // namespace traypulse
