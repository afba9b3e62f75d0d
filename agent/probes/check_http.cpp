#include "agent/probes/check_http.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "agent/probes/http_expectation.h"
#include "agent/probes/local_route.h"
#include "agent/probes/page_title.h"
#include "agent/probes/plain_file.h"
#include "agent/translations/translate.h"
#include "shared/ascii.h"

namespace traypulse {
namespace {

/// Of a URL in a reason or a fact.
constexpr std::size_t kUrlShown = 200;

std::optional<HttpUrl> url_of(const CheckRequest& request) {
    const auto& spec = request.spec;
    // "@router" is nobody's name: its address stands in the URL.
    std::string host = spec.host.rfind('@', 0) == 0 ? request.address.text() : spec.host;
    if (host.find(':') != std::string::npos) {
        if (const auto zone = host.find('%'); zone != std::string::npos)
            host.insert(zone + 1, "25");
        host = "[" + host + "]";
    }
    const std::string scheme = spec.kind == CheckKind::https ? "https://" : "http://";
    return parse_http_url(scheme + host + ":" + std::to_string(spec.port) +
                          (spec.path.empty() ? "/" : spec.path));
}

// What a person wrote is for the host that they wrote it for. A key may be in any header, so only
// these few, which name nobody, go on to another origin.
bool travels(const std::string& header) {
    constexpr std::array<std::string_view, 3> kHarmless{"accept", "accept-language", "user-agent"};
    return std::find(kHarmless.begin(), kHarmless.end(), ascii::lower(header)) != kHarmless.end();
}

bool fits(const IpAddress& address, FamilyWish wish) {
    return wish == FamilyWish::any ||
           (wish == FamilyWish::ipv6) == (address.family == Family::ipv6);
}

WallTime now() {
    return std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now());
}

std::string file_error(int error) { return std::generic_category().message(error); }

}  // namespace

HttpCheck::HttpCheck(HttpClient& client, NameResolver& resolver, CheckRequest request)
    : client_(client),
      resolver_(resolver),
      request_(std::move(request)),
      method_(request_.options.method),
      headers_(request_.options.headers),
      spent_{{"name", {}}, {"connect", {}}, {"tls", {}}, {"first_byte", {}}, {"body", {}}},
      begin_(client.loop()),
      deadline_(client.loop()) {}

void HttpCheck::start(std::function<void()> done) {
    done_ = std::move(done);
    uv_update_time(client_.loop());
    started_ = uv_hrtime();
    deadline_.start(std::chrono::ceil<std::chrono::milliseconds>(request_.timeout),
                    [this] { out_of_time(); });
    begin_.start({}, [this] { begin(); });
}

void HttpCheck::cancel() {
    begin_.stop();
    deadline_.stop();
    looks_.reset();
    transfer_.reset();
    done_ = nullptr;
}

void HttpCheck::begin() {
    const auto& options = request_.options;
    if (const auto fault = http_options_fault(options); !fault.ok())
        return not_sent(fault.error().text());
    const std::array<std::pair<const char*, const std::string*>, 3> files{
        {{"client_certificate", &options.client_certificate},
         {"client_key", &options.client_key},
         {"ca_file", &options.ca_file}}};
    for (const auto& [key, file] : files) {
        const int error = file->empty() ? 0 : unreadable(*file);
        if (error != 0)
            return not_sent(
                tr("{0} {1} cannot be read ({2})", std::string(key), *file, file_error(error)),
                error);
    }
    const auto url = url_of(request_);
    if (!url) return not_sent(tr("{0} is not a URL", printable(request_.spec.uri(), kUrlShown)));
    first_ = url_ = *url;
    go();
}

// One request: the first, or one that a redirect leads to.
void HttpCheck::go() {
    proxy_.reset();
    if (request_.options.proxy)
        if (const auto named = client_.proxies().proxy_for(url_.secure(), url_.host)) {
            proxy_ = parse_proxy_url(*named);
            // Not shown: it may hold a password.
            if (!proxy_)
                return not_sent(
                    tr("the proxy that the environment names (http_proxy, https_proxy, all_proxy) "
                       "is not a URL"));
        }
    const auto& host = proxy_ ? proxy_->host : url_.host;
    const bool given = !proxy_ && redirects_ == 0 && !request_.address.is_unspecified();
    const auto literal = given ? std::optional(request_.address) : IpAddress::parse(host);
    if (!literal) {
        looking_ = uv_hrtime();
        looks_ = std::make_shared<int>(0);
        return resolver_.lookup(host, request_.options.family,
                                [this, wanted = std::weak_ptr(looks_)](Result<Resolved> found) {
                                    if (!wanted.expired()) looked_up(std::move(found));
                                });
    }
    if (fits(*literal, request_.options.family)) return ask({*literal});
    const std::string reason =
        tr("{0} is not an address of the family that is asked for", literal->text());
    if (redirects_ == 0) return not_sent(reason);
    fail({CheckStatus::wrong_answer, tr("it redirects, and {0}", reason)});
}

void HttpCheck::looked_up(Result<Resolved> found) {
    looks_.reset();
    spent_[0].took += Nanoseconds(uv_hrtime() - std::exchange(looking_, 0));
    if (!found) return fail({CheckStatus::name_failed, found.error().what});
    ask(found.value().addresses);
}

void HttpCheck::ask(const std::vector<IpAddress>& addresses) {
    // Those that nothing here leads to would only hide why the others fail.
    std::vector<IpAddress> ways;
    int error = 0;
    for (const auto& address : addresses) {
        const int met = local_route_error(address);
        if (met == 0)
            ways.push_back(address);
        else if (error == 0)
            error = met;
    }
    outcome_.address = ways.empty() ? addresses.front() : ways.front();
    if (ways.empty())
        return not_sent(
            tr("this machine has no way to {0} ({1})", outcome_.address.text(), file_error(error)),
            error);
    HttpOrder order;
    order.url = url_;
    order.addresses = std::move(ways);
    order.proxy = proxy_;
    order.method = method_;
    order.headers = headers_;
    order.other_origin = !url_.same_origin(first_);
    order.follow = request_.options.redirects != Redirects::refuse;
    order.options = &request_.options;
    order.within = request_.timeout - Nanoseconds(uv_hrtime() - started_);
    transfer_ = std::make_unique<HttpTransfer>(client_, std::move(order),
                                               [this](const HttpReply& reply) { answered(reply); });
}

void HttpCheck::answered(const HttpReply& reply) {
    learn(reply);
    transfer_.reset();
    if (reply.code != CURLE_OK) return fail(http_failure(reply, peer(), request_.options, now()));
    if (!reply.location.empty() && request_.options.redirects != Redirects::refuse)
        return redirected(reply);
    judge(reply);
}

void HttpCheck::redirected(const HttpReply& reply) {
    const auto wrong = [this](std::string reason) {
        fail({CheckStatus::wrong_answer, std::move(reason)});
    };
    const auto target = resolve_http_url(url_, reply.location);
    if (!target)
        return wrong(tr("it redirects to {0}, which is no address of http or https",
                        printable(reply.location, kUrlShown)));
    if (request_.options.redirects == Redirects::same_host && !target->same_host(first_))
        return wrong(tr("it redirects to another host, {0}", printable(target->host, kUrlShown)));
    if (redirects_ == kRedirectLimit)
        return wrong(tr("it redirects more than {0} times", kRedirectLimit));
    ++redirects_;
    if (!target->same_origin(url_))
        headers_.erase(std::remove_if(headers_.begin(), headers_.end(),
                                      [](const auto& header) { return !travels(header.name); }),
                       headers_.end());
    // RFC 9110 §15.4: 303 asks for a GET, and everybody makes one of a POST's 301 and 302.
    const bool moved_post = method_ == "POST" && (reply.status == 301 || reply.status == 302);
    if ((reply.status == 303 && method_ != "HEAD") || moved_post) method_ = "GET";
    url_ = *target;
    go();
}

void HttpCheck::judge(const HttpReply& reply) {
    const auto& options = request_.options;
    const auto reason =
        judge_answer(options, {reply.status, reply.version, reply.body, reply.body_cut});
    if (!reason.empty()) {
        if (!reply.location.empty())
            outcome_.facts.push_back({"location", printable(reply.location, kUrlShown)});
        if (auto title = page_title(reply.body); !title.empty())
            outcome_.facts.push_back({"title", std::move(title)});
        return fail({CheckStatus::wrong_answer, reason});
    }
    outcome_.status = CheckStatus::ok;
    if (options.verify && last_.seen.certificate)
        outcome_.warning =
            expiry_warning(*last_.seen.certificate, url_.host, now(), options.certificate_days);
    finish();
}

void HttpCheck::out_of_time() {
    if (transfer_) {
        const auto reply = transfer_->so_far();
        learn(reply);
        return fail(http_timeout(reply, peer()));
    }
    if (looking_ != 0) spent_[0].took += Nanoseconds(uv_hrtime() - looking_);
    fail({CheckStatus::name_failed,
          tr("no DNS resolver answers for {0} within {1}", (proxy_ ? proxy_->host : url_.host),
             patience_text(request_.timeout))});
}

void HttpCheck::learn(const HttpReply& reply) {
    const std::array took{reply.connect, reply.tls, reply.first_byte, reply.body_time};
    for (std::size_t i = 0; i < took.size(); ++i) spent_[i + 1].took += took[i];
    if (!reply.peer.is_unspecified()) outcome_.address = reply.peer;
    last_.status = reply.status;
    last_.version = reply.version;
    last_.server = reply.server;
    last_.seen = reply.seen;
    body_cut_ = reply.body_cut;
}

void HttpCheck::fail(HttpFailure failure) {
    outcome_.status = failure.status;
    outcome_.reason = std::move(failure.reason);
    if (failure.status == CheckStatus::not_sent) outcome_.error = failure.error;
    finish();
}

void HttpCheck::not_sent(std::string reason, int error) {
    fail({CheckStatus::not_sent, std::move(reason), error});
}

void HttpCheck::finish() {
    const bool answer =
        outcome_.status == CheckStatus::ok || outcome_.status == CheckStatus::wrong_answer;
    if (answer) outcome_.took = Nanoseconds(uv_hrtime() - started_);
    for (const auto& phase : spent_)
        if (phase.took.count() > 0) outcome_.phases.push_back(phase);
    const auto fact = [this](const char* name, std::string value) {
        if (!value.empty()) outcome_.facts.push_back({name, std::move(value)});
    };
    if (last_.status != 0) fact("http_status", std::to_string(last_.status));
    fact("http_version", last_.version);
    fact("server", last_.server);
    if (redirects_ > 0) {
        fact("redirects", std::to_string(redirects_));
        fact("final_url", printable(url_.text, kUrlShown));
    }
    if (proxy_) fact("proxy", proxy_->host + ":" + std::to_string(proxy_->port));
    fact("tls_version", last_.seen.version);
    if (const auto& certificate = last_.seen.certificate) {
        fact("certificate_subject", certificate->subject);
        fact("certificate_issuer", certificate->issuer);
        fact("certificate_expires", utc_text(certificate->not_after));
    }
    if (body_cut_) fact("body", tr("only its first {0} KiB were read", kBodyLimit / 1024));
    const auto done = std::move(done_);
    cancel();
    if (done) done();  // may destroy this
}

}  // namespace traypulse
