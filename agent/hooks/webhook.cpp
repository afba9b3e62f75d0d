#include <utility>

#include "agent/hooks/delivery.h"
#include "agent/probes/http_failure.h"
#include "agent/probes/http_transfer.h"
#include "agent/probes/http_url.h"
#include "agent/translations/translate.h"
#include "shared/uv_handle.h"

namespace traypulse::hooks {
namespace {

using Result = Attempt::Result;

bool worth_repeating(int status) {
    return status == 408 || status == 425 || status == 429 || status / 100 == 5;
}

Attempt judged(int status) {
    if (status / 100 == 2) return {Result::delivered, {}};
    if (worth_repeating(status)) return {Result::failed, tr("the server answers HTTP {0}", status)};
    return {Result::refused,
            tr("the server answers HTTP {0}, which another attempt would not change", status)};
}

class Webhook final : public Delivery {
 public:
    Webhook(HttpClient& client, NameResolver& resolver, const HookSettings& hook,
            std::string payload, std::string id, Delivered done)
        : client_(client),
          resolver_(resolver),
          url_(hook.url),
          timeout_(hook.timeout),
          done_(std::move(done)),
          deadline_(client.loop()),
          begin_(client.loop()) {
        options_.ca_file = hook.ca_file;
        options_.redirects = Redirects::refuse;
        order_.method = "POST";
        order_.body = std::move(payload);
        order_.headers = hook.headers;
        order_.headers.push_back({"Content-Type", "application/json"});
        order_.headers.push_back({"Traypulse-Delivery", std::move(id)});
        deadline_.start(std::chrono::ceil<std::chrono::milliseconds>(timeout_), [this] {
            finish({Result::failed, out_of_time()});
        });
        begin_.start({}, [this] { begin(); });
    }

 private:
    void finish(const Attempt& attempt) {
        const auto done = std::move(done_);
        done_ = nullptr;
        if (done) done(attempt);  // destroys this
    }

    [[nodiscard]] HttpPeer peer() const { return {order_.url, order_.proxy, timeout_}; }

    std::string out_of_time() {
        if (transfer_) return http_timeout(transfer_->so_far(), peer()).reason;
        return tr("its name is not looked up within {0}", patience_text(timeout_));
    }

    void begin() {
        const auto url = parse_http_url(url_);
        if (!url) return finish({Result::refused, tr("its address is not one that can be asked")});
        order_.url = *url;
        if (const auto named = client_.proxies().proxy_for(url->secure(), url->host)) {
            order_.proxy = parse_proxy_url(*named);
            if (!order_.proxy)
                return finish({Result::failed, tr("the environment names a proxy that is no URL")});
        }
        const auto& host = order_.proxy ? order_.proxy->host : url->host;
        if (const auto literal = IpAddress::parse(host)) return ask({*literal});
        looks_ = std::make_shared<int>(0);
        resolver_.lookup(host, FamilyWish::any,
                         [this, wanted = std::weak_ptr(looks_)](Result_of_lookup found) {
                             if (wanted.expired()) return;
                             if (!found) return finish({Result::failed, found.error().what});
                             ask(found.value().addresses);
                         });
    }
    using Result_of_lookup = traypulse::Result<Resolved>;

    void ask(std::vector<IpAddress> addresses) {
        order_.addresses = std::move(addresses);
        order_.options = &options_;
        order_.within = timeout_;
        transfer_ = std::make_unique<HttpTransfer>(
            client_, order_, [this](const HttpReply& reply) { answered(reply); });
    }

    void answered(const HttpReply& reply) {
        if (reply.code == CURLE_OK) return finish(judged(reply.status));
        const auto now = std::chrono::time_point_cast<std::chrono::microseconds>(
            std::chrono::system_clock::now());
        finish({Result::failed, http_failure(reply, peer(), options_, now).reason});
    }

    HttpClient& client_;
    NameResolver& resolver_;
    std::string url_;
    Nanoseconds timeout_;
    CheckOptions options_;
    HttpOrder order_{};
    Delivered done_;
    std::shared_ptr<int> looks_;  ///< alive while an answer of the resolver is wanted
    uv::Timer deadline_;
    uv::Timer begin_;
    std::unique_ptr<HttpTransfer> transfer_;
};

}  // namespace

std::unique_ptr<Delivery> post(HttpClient& client, NameResolver& resolver, const HookSettings& hook,
                               std::string payload, std::string id, Delivered done) {
    return std::make_unique<Webhook>(client, resolver, hook, std::move(payload), std::move(id),
                                     std::move(done));
}

}  // namespace traypulse::hooks
