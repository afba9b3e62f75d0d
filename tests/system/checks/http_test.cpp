// HTTP and HTTPS checks against Python's http.server, nghttpd(1) and tinyproxy(1), beside curl(1)
// and openssl(1) in the same run.
#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>

#include "tests/support/doctest_strings.h"
#include "tests/support/eventually.h"
#include "tests/system/checks/http_rig.h"

using namespace traypulse;
using namespace traypulse::test;
using namespace std::chrono_literals;

namespace {

NamespaceSpec with_names() {
    return {
        .resolver = "127.0.0.53",
        .hosts = "127.0.0.1 shop.test other.test proxy.test both.test\n::1 both.test six.test\n"};
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string curl(const std::vector<std::string>& arguments) {
    std::vector<std::string> argv{"curl", "-sS", "-q", "-m", "20", "-o", "/dev/null"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    const auto got = run({.argv = argv, .unset = {"http_proxy", "https_proxy", "all_proxy"}});
    INFO(got.errors);
    return got.output;
}

const std::string kRoutes = R"({
    "/": {"body": "all is well, $method $remote"},
    "/503": {"status": 503, "body": "later"},
    "/empty": {"status": 204},
    "/here": {"status": 302, "headers": {"Location": "/"}},
    "/elsewhere": {"status": 302, "headers": {"Location": "http://other.test:8080/echo"}},
    "/back": {"status": 303, "headers": {"Location": "/method"}},
    "/keep": {"status": 307, "headers": {"Location": "/method"}},
    "/method": {"body": "method $method"},
    "/echo": {"body": "key=$http_x_key auth=$http_authorization cookie=$http_cookie )"
                            R"(accept=$http_accept host=$http_host agent=$http_user_agent"},
    "/v6only": {"status": 302, "headers": {"Location": "http://six.test:8080/"}}})";
const std::string kPlain = R"({"port": 8080, "routes": )" + kRoutes +
                           R"(}, {"address": "::1", "port": 8080, "routes": )" + kRoutes + "}";

constexpr int kHttp2Port = 8082;
/// HTTP/2 where the client wants it: nghttpd's.
const std::string kWithHttp2 = R"(, "http2": )" + std::to_string(kHttp2Port);

/// A listener with TLS; `more` are further settings, each after a comma.
std::string secure(const Certificates& certificates, const std::string& name, int port,
                   const std::string& more = "") {
    return R"(, {"port": )" + std::to_string(port) + R"(, "certificate": ")" +
           certificates / (name + ".pem") + R"(", "key": ")" + certificates / (name + ".key") +
           R"(", "routes": {"/": {"body": "secure $version $client"},
               "/down": {"status": 302, "headers": {"Location": "http://shop.test:8080/"}}})" +
           more + "}";
}

CheckOptions trusting(const Certificates& certificates) {
    CheckOptions options;
    options.ca_file = certificates / "ca.pem";
    return options;
}

}  // namespace

TEST_CASE("a plain answer is taken apart in phases and facts, as curl sees it") {
    Namespace space(with_names());
    const auto web = start_web(kPlain);
    HttpRig rig;
    const auto well = rig.check("http://shop.test:8080/");
    INFO(well.reason);
    CHECK(well.status == CheckStatus::ok);
    CHECK(well.address.text() == "127.0.0.1");
    CHECK(fact(well, "http_status") == curl({"-w", "%{http_code}", "http://shop.test:8080/"}));
    CHECK(fact(well, "http_version") == "1.1");
    CHECK(fact(well, "server") == curl({"-w", "%header{server}", "http://shop.test:8080/"}));
    CHECK(has(fact(well, "server"), "Python"));
    Nanoseconds sum{};
    for (const auto& p : well.phases) sum += p.took;
    CHECK(phase(well, "name") > 0ns);
    CHECK(phase(well, "connect") > 0ns);
    CHECK(phase(well, "first_byte") > 0ns);
    CHECK(phase(well, "tls") < 0ns);
    CHECK(well.took >= sum);
    CHECK(well.took < 10s);

    const auto late = rig.check("http://shop.test:8080/503");
    CHECK(late.status == CheckStatus::wrong_answer);
    CHECK(late.reason == "HTTP 503 where 2xx was expected");
    CHECK(fact(late, "http_status") == "503");
    CHECK(late.took > 0ns);
    CheckOptions options;
    options.status = {{503, 503}};
    CHECK(rig.check("http://shop.test:8080/503", options).status == CheckStatus::ok);
    CHECK(rig.check("http://shop.test:8080/empty").status == CheckStatus::ok);
}

TEST_CASE("method, headers and body are the person's") {
    Namespace space(with_names());
    const auto web = start_web(kPlain);
    HttpRig rig;
    CheckOptions options;
    options.body_contains = "all is well";
    CHECK(rig.check("http://shop.test:8080/", options).status == CheckStatus::ok);
    options.body_contains = "all is lost";
    CHECK(rig.check("http://shop.test:8080/", options).reason ==
          "the body does not contain \"all is lost\"");
    options.body_contains.clear();
    options.body_matches = "well, [A-Z]+ 127";
    CHECK(rig.check("http://shop.test:8080/", options).status == CheckStatus::ok);
    for (const std::string method : {"GET", "POST", "PUT", "DELETE", "OPTIONS", "PURGE"}) {
        CheckOptions with;
        with.method = method;
        with.body_contains = "method " + method;
        const auto outcome = rig.check("http://shop.test:8080/method", with);
        CHECK_MESSAGE(outcome.status == CheckStatus::ok, method, ": ", outcome.reason);
    }
    CheckOptions head;
    head.method = "HEAD";
    CHECK(rig.check("http://shop.test:8080/", head).status == CheckStatus::ok);
    CheckOptions headers;
    headers.headers = {{"X-Key", "s3cret"}, {"Authorization", "Bearer t"}, {"Host", "inner.test"}};
    headers.body_contains = "key=s3cret auth=Bearer t";
    CHECK(rig.check("http://shop.test:8080/echo", headers).status == CheckStatus::ok);
    headers.body_contains = "host=inner.test agent=traypulse/";
    CHECK(rig.check("http://shop.test:8080/echo", headers).status == CheckStatus::ok);
    headers.method = "NOT A METHOD";
    CHECK(rig.check("http://shop.test:8080/echo", headers).status == CheckStatus::not_sent);
}

TEST_CASE(
    "redirects are followed, refused or kept to the host, and nothing secret goes elsewhere") {
    Namespace space(with_names());
    const auto web = start_web(kPlain);
    HttpRig rig;
    const auto here = rig.check("http://shop.test:8080/here");
    CHECK(here.status == CheckStatus::ok);
    CHECK(fact(here, "redirects") ==
          curl({"-L", "-w", "%{num_redirects}", "http://shop.test:8080/here"}));
    CHECK(fact(here, "final_url") ==
          curl({"-L", "-w", "%{url_effective}", "http://shop.test:8080/here"}));

    CheckOptions keys;
    keys.headers = {{"X-Key", "s3cret"},
                    {"Authorization", "Bearer t"},
                    {"Cookie", "c=1"},
                    {"Accept", "text/plain"}};
    keys.body_contains = "key= auth= cookie= accept=text/plain host=other.test";
    const auto elsewhere = rig.check("http://shop.test:8080/elsewhere", keys);
    CHECK_MESSAGE(elsewhere.status == CheckStatus::ok, elsewhere.reason);
    CHECK(fact(elsewhere, "final_url") == "http://other.test:8080/echo");

    CheckOptions post;
    post.method = "POST";
    post.body_contains = "method GET";
    CHECK(rig.check("http://shop.test:8080/back", post).status == CheckStatus::ok);
    post.body_contains = "method POST";
    CHECK(rig.check("http://shop.test:8080/keep", post).status == CheckStatus::ok);

    CheckOptions options;
    options.redirects = Redirects::refuse;
    const auto refused = rig.check("http://shop.test:8080/here", options);
    CHECK(refused.status == CheckStatus::ok);
    CHECK(fact(refused, "http_status") == "302");
    options.redirects = Redirects::same_host;
    CHECK(rig.check("http://shop.test:8080/here", options).status == CheckStatus::ok);
    CHECK(rig.check("http://shop.test:8080/elsewhere", options).reason ==
          "it redirects to another host, other.test");

    const auto loop = start_hostile("loop", 9000);
    CHECK(rig.check("http://shop.test:9000/").reason == "it redirects more than 10 times");
    const auto file = start_hostile("to-file", 9001);
    CHECK(
        has(rig.check("http://shop.test:9001/").reason, "file:///etc/passwd, which is no address"));
    // The redirect's body does not come, and is not waited for.
    const auto slow = start_hostile("slow-redirect", 9002);
    CHECK(rig.check("http://shop.test:9002/").reason == "it redirects more than 10 times");
}

TEST_CASE("IPv4 and IPv6 are told apart, on the first host and on those redirected to") {
    Namespace space(with_names());
    const auto web = start_web(kPlain);
    HttpRig rig;
    CheckOptions options;
    options.family = FamilyWish::ipv6;
    options.body_contains = "::1";
    const auto six = rig.check("http://both.test:8080/", options);
    CHECK_MESSAGE(six.status == CheckStatus::ok, six.reason);
    CHECK(six.address.text() == "::1");
    // The other family of the same name and port, at once: nothing is remembered from before.
    options.family = FamilyWish::ipv4;
    options.body_contains = "127.0.0.1";
    const auto four = rig.check("http://both.test:8080/", options);
    CHECK_MESSAGE(four.status == CheckStatus::ok, four.reason);
    CHECK(four.address.text() == "127.0.0.1");
    options.body_contains.clear();
    CHECK(rig.check("http://six.test:8080/", options).status == CheckStatus::name_failed);
    CHECK(rig.check("http://shop.test:8080/v6only", options).status == CheckStatus::name_failed);
    CHECK(rig.check("http://[::1]:8080/").status == CheckStatus::ok);
    CHECK(rig.check("http://[::1]:8080/", options).status == CheckStatus::not_sent);
    // A given address stands for the name: nobody is asked.
    auto request = request_of("http://nobody.test:8080/", {}, 20s);
    request.address = *IpAddress::parse("127.0.0.1");
    HttpCheck given(rig.client(), rig.resolver(), request);
    bool done = false;
    given.start([&] { done = true; });
    while (!done) uv_run(rig.loop(), UV_RUN_ONCE);
    CHECK(given.outcome().status == CheckStatus::ok);
    CHECK(phase(given.outcome(), "name") < 0ns);
}

TEST_CASE("refused, unreachable, unknown names and a silent resolver each have their status") {
    Namespace space(with_names());
    HttpRig rig;
    const auto refused = rig.check("http://shop.test:8081/");
    CHECK(refused.status == CheckStatus::refused);
    CHECK(refused.reason == "connection refused on port 8081");
    CHECK(refused.took == 0ns);
    const auto away = rig.check("http://192.0.2.1/");
    CHECK(away.status == CheckStatus::not_sent);  // loopback is all there is
    CHECK(away.error == ENETUNREACH);
    CHECK(has(away.reason, "this machine has no way to 192.0.2.1"));
    // Behind the loopback interface, where nobody answers; and behind a route that says so.
    REQUIRE(run({.argv = {"ip", "route", "add", "10.88.0.0/16", "dev", "lo"}}).status == 0);
    const auto nobody = rig.check("http://10.88.0.9/", {}, 300ms);
    CHECK(nobody.status == CheckStatus::timeout);
    CHECK(nobody.reason == "no connection to port 80 within 300 ms");
    REQUIRE(run({.argv = {"ip", "route", "add", "unreachable", "10.77.0.0/16"}}).status == 0);
    CHECK(rig.check("http://10.77.0.9/").error == EHOSTUNREACH);
    // A router on the way says so (here: a firewall in its place), in either family.
    for (const std::string rule :
         {"ip daddr 127.0.0.7 tcp dport 80 reject with icmp type host-unreachable",
          "ip daddr 127.0.0.8 tcp dport 80 reject with icmp type port-unreachable",
          "ip6 daddr ::1 tcp dport 80 reject with icmpv6 type admin-prohibited"})
        REQUIRE(run({.argv = {"bash", "-c",
                              "nft add table inet t && nft add chain inet t c "
                              "'{ type filter hook input priority 0; }' && nft add rule inet t c " +
                                  rule}})
                    .status == 0);
    CHECK(rig.check("http://127.0.0.7/").status == CheckStatus::unreachable);
    CHECK(rig.check("http://127.0.0.7/").reason == "no way to 127.0.0.7 (No route to host)");
    CHECK(rig.check("http://127.0.0.8/").status == CheckStatus::refused);
    CHECK(rig.check("http://[::1]/").status == CheckStatus::unreachable);
    // Nobody is at 127.0.0.53: refused at once.
    const auto unknown = rig.check("http://nosuch.invalid/");
    CHECK(unknown.status == CheckStatus::name_failed);
    space.set_resolver("10.88.0.53");
    rig.resolver().reload();
    const auto silent = rig.check("http://nosuch.test/", {}, 300ms);
    CHECK(silent.status == CheckStatus::name_failed);
    CHECK(silent.reason == "no DNS resolver answers for nosuch.test within 300 ms");
    CHECK(phase(silent, "name") >= 290ms);
}

TEST_CASE("certificates: what they say, as openssl sees it, and each fault in its own words") {
    Namespace space(with_names());
    Certificates certificates;
    TempDir pages;
    const auto http2 = start_http2(pages, kHttp2Port);
    const auto web = start_web(
        kPlain + secure(certificates, "good", 8443, kWithHttp2) +
        secure(certificates, "soon", 8444, kWithHttp2) + secure(certificates, "expired", 8445) +
        secure(certificates, "early", 8446) + secure(certificates, "other", 8447) +
        secure(certificates, "self", 8448) + secure(certificates, "stranger", 8449) +
        secure(certificates, "good", 8451, R"(, "tls": "1.2")"));
    HttpRig rig;
    const auto options = trusting(certificates);
    const auto good = rig.check("https://shop.test:8443/", options);
    CHECK_MESSAGE(good.status == CheckStatus::ok, good.reason);
    CHECK(good.warning.empty());
    CHECK(fact(good, "tls_version") == "TLSv1.3");
    CHECK(fact(good, "certificate_subject") == "CN=good.example");
    CHECK(has(fact(good, "certificate_issuer"), "CN=Made-up CA"));
    CHECK(phase(good, "tls") > 0ns);
    // The same second as openssl reads from the wire.
    const auto seen =
        run({.argv = {"bash", "-c",
                      "openssl s_client -connect 127.0.0.1:8443 -servername shop.test </dev/null "
                      "2>/dev/null | openssl x509 -noout -enddate | cut -d= -f2 | "
                      "xargs -I{} date -u -d {} +%Y-%m-%dT%H:%M:%SZ"}});
    CHECK(fact(good, "certificate_expires") + "\n" == seen.output);
    CHECK(curl({"--cacert", certificates / "ca.pem", "--resolve", "shop.test:8443:127.0.0.1", "-w",
                "%{http_code} %{http_version}", "https://shop.test:8443/"}) ==
          fact(good, "http_status") + " " + fact(good, "http_version"));

    const auto soon = rig.check("https://shop.test:8444/", options);
    CHECK(soon.status == CheckStatus::ok);
    CHECK(soon.warning == "the certificate of shop.test expires in 9 days");
    auto patient = options;
    patient.certificate_days = 9;
    CHECK(rig.check("https://shop.test:8444/", patient).warning.empty());

    const auto told = [&](int port) {
        const auto url = "https://shop.test:" + std::to_string(port) + "/";
        const auto outcome = rig.check(url, options);
        CHECK(outcome.status == CheckStatus::wrong_answer);
        CHECK_FALSE(fact(outcome, "certificate_expires").empty());
        CHECK(fact(outcome, "http_status").empty());
        CHECK(curl({"--cacert", certificates / "ca.pem", "--resolve",
                    "shop.test:" + std::to_string(port) + ":127.0.0.1", "-w", "%{exitcode}",
                    url}) == "60");
        auto trusting_all = options;
        trusting_all.verify = false;
        const auto unjudged = rig.check(url, trusting_all);
        CHECK_MESSAGE(unjudged.status == CheckStatus::ok, unjudged.reason);
        CHECK(unjudged.warning.empty());
        CHECK_FALSE(fact(unjudged, "certificate_subject").empty());
        return outcome.reason;
    };
    CHECK(has(told(8445), "the certificate of shop.test expired 3 days ago"));
    CHECK(has(told(8446), "the certificate of shop.test is not valid before"));
    CHECK(told(8447) == "its certificate is for elsewhere.example, not for shop.test");
    CHECK(has(told(8448), "is signed by itself only"));
    CHECK(has(told(8449), "is signed by an authority that is not trusted here (CN=Unknown CA"));
    // Without ca_file the system's authorities count, and ours is none of them.
    CHECK(rig.check("https://shop.test:8443/").status == CheckStatus::wrong_answer);

    CHECK(fact(rig.check("https://shop.test:8451/", options), "tls_version") == "TLSv1.2");
    const auto down = rig.check("https://shop.test:8451/down", options);
    CHECK(down.status == CheckStatus::ok);
    CHECK(fact(down, "final_url") == "http://shop.test:8080/");
    CHECK(has(rig.check("https://shop.test:8080/", options).reason, "does not speak TLS"));
    CHECK(rig.check("http://shop.test:8443/", options).status == CheckStatus::wrong_answer);
}

TEST_CASE("HTTP/2 is negotiated, insisted on, or left alone") {
    Namespace space(with_names());
    Certificates certificates;
    TempDir pages;
    const auto http2 = start_http2(pages, kHttp2Port);
    const auto web = start_web(kPlain + secure(certificates, "good", 8443, kWithHttp2) +
                               secure(certificates, "good", 8451));
    HttpRig rig;
    auto options = trusting(certificates);
    CHECK(fact(rig.check("https://shop.test:8443/", options), "http_version") == "2");
    CHECK(fact(rig.check("https://shop.test:8451/", options), "http_version") == "1.1");
    const auto inner = rig.check("https://shop.test:8443/inner", options);
    CHECK_MESSAGE(inner.status == CheckStatus::ok, inner.reason);
    CHECK(fact(inner, "redirects") == "1");
    CHECK(fact(inner, "final_url") == "https://shop.test:8443/inner/");
    CHECK(fact(inner, "http_version") == "2");
    options.http_version = HttpVersion::http1;
    options.body_contains = "secure HTTP/1.1";
    CHECK(rig.check("https://shop.test:8443/", options).status == CheckStatus::ok);
    options.http_version = HttpVersion::http2;
    options.body_contains = "HTTP/2.0";
    CHECK(rig.check("https://shop.test:8443/", options).status == CheckStatus::ok);
    const auto old = rig.check("https://shop.test:8451/", options);
    CHECK(old.status == CheckStatus::wrong_answer);
    CHECK(old.reason == "HTTP/1.1 where HTTP/2 was expected");
    CHECK(rig.check("http://shop.test:8082/", options).status == CheckStatus::ok);
    const auto plain = rig.check("http://shop.test:8080/", options);
    CHECK(plain.status == CheckStatus::wrong_answer);
    CHECK_MESSAGE(has(plain.reason, "HTTP/2"), plain.reason);
}

TEST_CASE(
    "a client certificate is shown where it is asked for, and files that are missing are named") {
    Namespace space(with_names());
    Certificates certificates;
    const auto web =
        start_web(kPlain + secure(certificates, "good", 8450,
                                  R"(, "client_ca": ")" + certificates / "ca.pem" + R"(")"));
    HttpRig rig;
    auto options = trusting(certificates);
    const auto without = rig.check("https://shop.test:8450/", options);
    CHECK(without.status == CheckStatus::wrong_answer);
    CHECK(fact(without, "http_status") == "400");
    options.client_certificate = certificates / "client.pem";
    options.client_key = certificates / "client.key";
    options.body_contains = "CN=client.example";
    const auto with = rig.check("https://shop.test:8450/", options);
    CHECK_MESSAGE(with.status == CheckStatus::ok, with.reason);

    auto mixed = options;
    mixed.client_key = certificates / "good.key";
    const auto unfit = rig.check("https://shop.test:8450/", mixed);
    CHECK(unfit.status == CheckStatus::not_sent);
    CHECK(has(unfit.reason, mixed.client_key));
    auto missing = options;
    missing.client_key = "/nowhere/client.key";
    const auto lost = rig.check("https://shop.test:8450/", missing);
    CHECK(lost.status == CheckStatus::not_sent);
    CHECK(lost.reason ==
          "client_key /nowhere/client.key cannot be read (No such file or directory)");
    CHECK(lost.error == ENOENT);
    // Neither a password nor a pipe is waited for.
    REQUIRE(run({.argv = {"openssl", "pkey", "-aes256", "-passout", "pass:secret", "-in",
                          certificates / "client.key", "-out", certificates / "locked.key"}})
                .status == 0);
    missing.client_key = certificates / "locked.key";
    CHECK(rig.check("https://shop.test:8450/", missing).status == CheckStatus::not_sent);
    REQUIRE(run({.argv = {"mkfifo", certificates / "pipe"}}).status == 0);
    missing.client_key = certificates / "pipe";
    CHECK(rig.check("https://shop.test:8450/", missing).error == EINVAL);
    missing.client_key = "/tmp";
    CHECK(rig.check("https://shop.test:8450/", missing).error == EISDIR);
    missing = options;
    missing.ca_file = certificates / "make.sh";
    const auto no_pem = rig.check("https://shop.test:8450/", missing);
    CHECK(no_pem.status == CheckStatus::not_sent);
    CHECK(has(no_pem.reason, "is not a PEM file of certificates"));

    // openssl's own server ends TLS itself where no certificate comes (web_server.py answers 400).
    Process strict(
        {.argv = {"openssl", "s_server", "-accept", "127.0.0.1:8452", "-cert",
                  certificates / "good.pem", "-key", certificates / "good.key", "-CAfile",
                  certificates / "ca.pem", "-Verify", "1", "-verify_return_error", "-www"}});
    await_port(8452);
    const auto ended = rig.check("https://shop.test:8452/", trusting(certificates));
    CHECK(ended.status == CheckStatus::wrong_answer);
    CHECK_MESSAGE(has(ended.reason, "certificate required"), ended.reason);
}

TEST_CASE("the environment's proxy is used, looked up by us, and blamed for its own faults") {
    Namespace space(with_names());
    Certificates certificates;
    TempDir dir;
    TempDir pages;
    const auto http2 = start_http2(pages, kHttp2Port);
    const auto web = start_web(kPlain + secure(certificates, "good", 8443, kWithHttp2));
    const auto file = dir.write("tinyproxy.conf",
                                "Port 3128\nListen 127.0.0.1\nTimeout 60\nAllow 127.0.0.1\n"
                                "ConnectPort 8443\nLogFile \"" +
                                    dir / "proxy.log" + "\"\nLogLevel Connect\n");
    Process proxy({.argv = {"tinyproxy", "-d", "-c", file}});
    await_port(3128);
    HttpRig rig({.http = "http://proxy.test:3128", .https = "proxy.test:3128"});
    const auto plain = rig.check("http://shop.test:8080/");
    CHECK_MESSAGE(plain.status == CheckStatus::ok, plain.reason);
    CHECK(fact(plain, "proxy") == "proxy.test:3128");
    CHECK(has(read_file(dir / "proxy.log"), "shop.test"));
    auto options = trusting(certificates);
    const auto tunnel = rig.check("https://shop.test:8443/", options);
    CHECK_MESSAGE(tunnel.status == CheckStatus::ok, tunnel.reason);
    CHECK(fact(tunnel, "http_version") == "2");
    CHECK(fact(tunnel, "certificate_subject") == "CN=good.example");
    CHECK(has(rig.check("https://shop.test:8444/", options).reason,
              "the proxy proxy.test:3128 answers HTTP 403"));
    // A name that only the proxy would have to know is not looked up here.
    CHECK(rig.check("http://unknown.invalid:8080/").status == CheckStatus::wrong_answer);
    options.proxy = false;
    CHECK(fact(rig.check("https://shop.test:8443/", options), "proxy").empty());

    HttpRig excepted({.http = "http://proxy.test:3128", .none = ".test"});
    CHECK(fact(excepted.check("http://shop.test:8080/"), "proxy").empty());
    HttpRig gone({.http = "http://proxy.test:3129"});
    const auto refused = gone.check("http://shop.test:8080/");
    CHECK(refused.status == CheckStatus::refused);
    CHECK(refused.reason == "connection refused of the proxy proxy.test:3129");
    HttpRig lost({.http = "http://nosuch.invalid:3129"});
    CHECK(lost.check("http://shop.test:8080/").status == CheckStatus::name_failed);
    HttpRig garbled({.http = "ftp://me:secret@proxy.test"});
    const auto no_url = garbled.check("http://shop.test:8080/");
    CHECK(no_url.status == CheckStatus::not_sent);
    CHECK_FALSE(has(no_url.reason, "secret"));
}
