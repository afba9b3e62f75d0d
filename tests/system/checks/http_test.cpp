// HTTP checks against Python's http.server and tinyproxy(1), beside curl(1) in the same run.
#include <doctest/doctest.h>

#include <cerrno>

#include "tests/support/doctest_strings.h"
#include "tests/system/checks/http_rig.h"
#include "tests/system/checks/http_site.h"

using namespace traypulse;
using namespace traypulse::test;
using namespace std::chrono_literals;

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
    CHECK(refused.reason == "connection refused by the proxy proxy.test:3129");
    HttpRig lost({.http = "http://nosuch.invalid:3129"});
    CHECK(lost.check("http://shop.test:8080/").status == CheckStatus::name_failed);
    HttpRig garbled({.http = "ftp://me:secret@proxy.test"});
    const auto no_url = garbled.check("http://shop.test:8080/");
    CHECK(no_url.status == CheckStatus::not_sent);
    CHECK_FALSE(has(no_url.reason, "secret"));
}
