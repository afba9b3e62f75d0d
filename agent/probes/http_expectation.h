// Whether an HTTP answer is the one that was expected. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "agent/engine/check_spec.h"
#include "shared/result.h"

namespace traypulse {

/// Of a body that is judged; what comes after it is not read. A page of health is a few bytes, a
/// front page some 100 KiB; more is a download, which a check is not.
inline constexpr std::size_t kBodyLimit = 1024UL * 1024;

struct HttpAnswer {
    int status = 0;
    std::string version;    ///< "1.0", "1.1", "2"
    std::string_view body;  ///< at most kBodyLimit
    bool body_cut = false;  ///< there was more of it
};

/// Whether the options make sense at all: method, headers, the regular expression. An error says
/// which does not, and is about the configuration, not about any server.
Status http_options_fault(const CheckOptions& options);

/// Whether `status` is among the good ones of `options.status` or of its default.
bool status_expected(const CheckOptions& options, int status);

/// Why the answer is not what was expected: "HTTP 503 where 2xx was expected"; empty where it is.
std::string judge_answer(const CheckOptions& options, const HttpAnswer& answer);

}  // namespace traypulse
