#include "agent/probes/http_url.h"

#include <doctest/doctest.h>

#include "agent/probes/proxy_environment.h"

using namespace traypulse;

TEST_CASE("a URL is taken apart as it will be asked") {
    const auto url = parse_http_url("HTTPS://user:secret@Shop.test/a?b=c#d");
    REQUIRE(url.has_value());
    CHECK(url->text == "https://Shop.test/a?b=c");
    CHECK(url->scheme == "https");
    CHECK(url->port == 443);
    const auto v6 = parse_http_url("http://[fe80::1%25eth0]:8080/");
    REQUIRE(v6.has_value());
    CHECK(v6->host == "fe80::1%eth0");
    CHECK(v6->port == 8080);
    CHECK_FALSE(parse_http_url("ftp://shop.test/").has_value());
    CHECK_FALSE(parse_http_url("http://shop.test:99999/").has_value());
}

TEST_CASE("a redirect leads where RFC 3986 says, and only to http and https") {
    const auto base = *parse_http_url("https://shop.test:8443/a/b?c");
    CHECK(resolve_http_url(base, "../d")->text == "https://shop.test:8443/d");
    CHECK(resolve_http_url(base, "//other.test/x")->text == "https://other.test/x");
    CHECK(resolve_http_url(base, "http://other.test")->port == 80);
    CHECK_FALSE(resolve_http_url(base, "file:///etc/passwd").has_value());
    CHECK_FALSE(resolve_http_url(base, "gopher://x.test/").has_value());
    CHECK(base.same_origin(*resolve_http_url(base, "/z")));
    CHECK_FALSE(base.same_origin(*parse_http_url("https://shop.test/")));
    CHECK(base.same_host(*parse_http_url("http://SHOP.test/")));
}

TEST_CASE("a proxy's URL may be short, and SOCKS proxies look names up themselves") {
    const auto plain = parse_proxy_url("proxy.test:3128");
    REQUIRE(plain.has_value());
    CHECK(plain->text == "http://proxy.test:3128/");
    CHECK(plain->host == "proxy.test");
    CHECK(plain->port == 3128);
    CHECK(parse_proxy_url("proxy.test")->port == 1080);
    CHECK(parse_proxy_url("socks5://proxy.test:9050")->text.rfind("socks5h://", 0) == 0);
    CHECK(parse_proxy_url("socks4://proxy.test:9050")->text.rfind("socks4a://", 0) == 0);
    CHECK(parse_proxy_url("http://me:pw@proxy.test:1")->text.find("me:pw@") != std::string::npos);
    CHECK_FALSE(parse_proxy_url("ftp://proxy.test").has_value());
}

TEST_CASE("the environment's proxy is chosen as curl chooses") {
    ProxyEnvironment environment{"http://h:1", "", "http://a:3", ""};
    CHECK(*environment.proxy_for(false, "shop.test") == "http://h:1");
    CHECK(*environment.proxy_for(true, "shop.test") == "http://a:3");
    environment.https = "http://s:2";
    CHECK(*environment.proxy_for(true, "shop.test") == "http://s:2");
    environment.none = "shop.test, .inner.test,10.0.0.0/8 ::1,192.0.2.7";
    const auto direct = [&](const std::string& host) { return !environment.proxy_for(true, host); };
    CHECK(direct("shop.test"));
    CHECK(direct("www.SHOP.test"));
    CHECK_FALSE(direct("workshop.test"));
    CHECK(direct("inner.test"));
    CHECK(direct("a.inner.test."));
    CHECK(direct("10.200.3.4"));
    CHECK_FALSE(direct("11.0.0.1"));
    CHECK(direct("::1"));
    CHECK_FALSE(direct("::2"));
    CHECK(direct("192.0.2.7"));
    CHECK_FALSE(direct("192.0.2.70"));
    environment.none = "*";
    CHECK(direct("any.test"));
    CHECK_FALSE(ProxyEnvironment{}.proxy_for(true, "shop.test").has_value());
}
