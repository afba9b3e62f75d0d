// An HTTP or HTTPS check: look-up, request, redirects, judgement.
#pragma once

#include "agent/probes/check.h"
#include "agent/probes/http_client.h"
#include "agent/probes/http_failure.h"
#include "agent/probes/http_transfer.h"
#include "shared/uv_handle.h"

namespace traypulse {

/// As the Fetch standard's and curl's usual 20 and 50 are for browsing; what is watched needs one
/// or two, and each costs a connection.
inline constexpr int kRedirectLimit = 10;

/// Phases, summed up over redirects, each where it took place: "name" (our look-up, of the proxy
/// where there is one), "connect", "tls" (with a proxy's CONNECT), "first_byte", "body". `took` is
/// all of it.
/// Facts, each where it is known: "http_status", "http_version" ("1.1", "2"), "server", "redirects"
/// and "final_url" (after a redirect), "proxy", "tls_version", "certificate_subject",
/// "certificate_issuer", "certificate_expires" (RFC 3339; of the last server), "body" (where it was
/// cut). Of an answer that was not expected also "location", where a refused redirect leads, and
/// "title", its page's.
class HttpCheck final : public Check {
 public:
    /// Both outlive it.
    HttpCheck(HttpClient& client, NameResolver& resolver, CheckRequest request);

    void start(std::function<void()> done) override;
    void cancel() override;
    [[nodiscard]] const CheckOutcome& outcome() const override { return outcome_; }

 private:
    void begin();
    void go();
    void looked_up(Result<Resolved> found);
    void ask(const std::vector<IpAddress>& addresses);
    void answered(const HttpReply& reply);
    void redirected(const HttpReply& reply);
    void judge(const HttpReply& reply);
    void out_of_time();
    void learn(const HttpReply& reply);
    void fail(HttpFailure failure);
    void not_sent(std::string reason, int error = 0);
    void finish();
    [[nodiscard]] HttpPeer peer() const { return {url_, proxy_, request_.timeout}; }

    HttpClient& client_;
    NameResolver& resolver_;
    CheckRequest request_;
    CheckOutcome outcome_;
    std::function<void()> done_;

    HttpUrl first_;
    HttpUrl url_;
    std::optional<ProxyUrl> proxy_;
    std::string method_;
    std::vector<HttpHeader> headers_;
    int redirects_ = 0;
    std::uint64_t started_ = 0;   ///< uv_hrtime(3)
    std::uint64_t looking_ = 0;   ///< since when; 0 while no look-up is under way
    std::shared_ptr<int> looks_;  ///< alive while an answer of the resolver is wanted
    std::vector<CheckPhase> spent_;
    HttpReply last_;  ///< what is known of the last answer, without its body
    bool body_cut_ = false;
    uv::Timer begin_;
    uv::Timer deadline_;
    std::unique_ptr<HttpTransfer> transfer_;
};

}  // namespace traypulse
