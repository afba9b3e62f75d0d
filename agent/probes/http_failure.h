// Why a request came to nothing, as a status and words that stand behind "is down: ". Pure.
#pragma once

#include <optional>
#include <string>

#include "agent/engine/check_outcome.h"
#include "agent/probes/http_transfer.h"

namespace traypulse {

struct HttpFailure {
    CheckStatus status = CheckStatus::wrong_answer;
    std::string reason;
    int error = 0;  ///< errno, not_sent only
};

/// Who was asked, and how long.
struct HttpPeer {
    HttpUrl url;
    std::optional<ProxyUrl> proxy;
    Nanoseconds timeout{};
};

/// Of a reply whose code is not CURLE_OK.
HttpFailure http_failure(const HttpReply& reply, const HttpPeer& peer, const CheckOptions& options,
                         WallTime now);
/// Of a reply that had not all come when the time was over.
HttpFailure http_timeout(const HttpReply& reply, const HttpPeer& peer);
/// "1 s", "250 ms"
std::string patience_text(Nanoseconds timeout);

}  // namespace traypulse
