// Certificates and HTTP/2: against Python's ssl and nghttpd(1), beside curl(1) and openssl(1) in
// the same run.
#include <doctest/doctest.h>

#include "tests/support/doctest_strings.h"
#include "tests/system/checks/http_rig.h"
#include "tests/system/checks/http_site.h"

using namespace traypulse;
using namespace traypulse::test;
using namespace std::chrono_literals;

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
