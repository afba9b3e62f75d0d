// What happens in a TLS handshake that libcurl makes: the server's certificate, what OpenSSL holds
// against it, and the alerts. libcurl tells the certificate only where it accepted it.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <optional>
#include <string>

#include "agent/probes/certificate.h"

namespace traypulse {

/// One thread. Must outlive the easy handle's connection.
class TlsObserver {
 public:
    TlsObserver() = default;
    TlsObserver(const TlsObserver&) = delete;
    TlsObserver& operator=(const TlsObserver&) = delete;
    /// Of this handle's next connections; the last one counts.
    void watch(CURL* easy);

    struct Seen {
        /// The connection is there and the handshake begins.
        std::optional<std::chrono::steady_clock::time_point> began;
        std::optional<Certificate> certificate;
        int error = 0;        ///< the first X509_V_ERR_… of the chain; 0 where there is none
        int depth = 0;        ///< where in the chain; 0 is the server's own
        std::string version;  ///< "TLSv1.3"; empty before the handshake is through
        bool http2 = false;   ///< was agreed on (ALPN)
        std::string alert;    ///< what the server complained of last: "certificate required"
    };
    [[nodiscard]] const Seen& seen() const { return seen_; }

 private:
    friend struct TlsCallbacks;
    Seen seen_;
};

}  // namespace traypulse
