// A client, a resolver and a loop; servers of the test's own, in a namespace with only loopback.
#pragma once

#include <optional>
#include <string>

#include "agent/probes/check_http.h"
#include "tests/support/namespace.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace traypulse::test {

class HttpRig {
 public:
    explicit HttpRig(ProxyEnvironment proxies = {});
    ~HttpRig();
    HttpRig(const HttpRig&) = delete;
    HttpRig& operator=(const HttpRig&) = delete;

    /// Runs one check to its end.
    CheckOutcome check(const std::string& url, const CheckOptions& options = {},
                       std::chrono::milliseconds timeout = std::chrono::seconds(20));
    /// Cancels a check after so many turns of the loop (each waits for something to happen, at
    /// most a few milliseconds); whether it was still under way.
    bool cancelled_after(const std::string& url, int turns, const CheckOptions& options = {});
    uv_loop_t* loop() { return &loop_; }
    void destroy_client() { client_.reset(); }
    HttpClient& client() { return *client_; }
    NameResolver& resolver() { return *resolver_; }

 private:
    uv_loop_t loop_{};
    std::optional<HttpClient> client_;
    std::optional<NameResolver> resolver_;
};

/// "https://shop.test:8443/x" as a check of it.
CheckRequest request_of(const std::string& url, const CheckOptions& options,
                        std::chrono::milliseconds timeout);
/// Value of a fact; empty where there is none.
std::string fact(const CheckOutcome& outcome, const std::string& name);
/// Took of a phase; below 0 where there is none.
Nanoseconds phase(const CheckOutcome& outcome, const std::string& name);

/// An authority and certificates by openssl(1): ca.pem; NAME.pem and NAME.key for good, soon (9
/// days), expired, early, other (for another name), self and client; stranger.pem of an authority
/// that nobody trusts. All for *.test, localhost, 127.0.0.1 and ::1 but `other`.
class Certificates {
 public:
    Certificates();
    [[nodiscard]] std::string operator/(const std::string& name) const { return dir_ / name; }

 private:
    TempDir dir_;
};

/// web_server.py with these listeners, JSON objects between commas (its head tells what they say);
/// ready when all of them listen.
Process start_web(const std::string& listeners);
/// nghttpd(1): HTTP/2 and nothing else, without TLS, on 127.0.0.1; ready when it listens. Its pages
/// are in `pages`: / says "secure HTTP/2.0", /inner redirects to /inner/.
Process start_http2(const TempDir& pages, int port);
/// The hostile server of hostile_server.py, one behaviour on a port; ready when it listens.
Process start_hostile(const std::string& behaviour, int port, const std::string& certificate = {},
                      const std::string& key = {});
/// Waits until something listens on a port of loopback; throws where nothing does.
void await_port(int port);

}  // namespace traypulse::test
