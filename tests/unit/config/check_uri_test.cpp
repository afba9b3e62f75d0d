#include "agent/config/check_uri.h"

#include <doctest/doctest.h>

#include <string>

using traypulse::CheckKind;
using traypulse::config::parse_check;

namespace {

std::string uri(std::string_view text) {
    const auto check = parse_check(text);
    return check ? check.value().uri() : "refused: " + check.error().text();
}

bool refused_with(const std::string& text, std::string_view words) {
    const auto check = parse_check(text);
    if (check) return false;
    INFO(check.error().text());
    return check.error().text().find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a check is read and written canonically") {
    CHECK(uri("192.0.2.1") == "icmp://192.0.2.1");
    CHECK(uri("Example.COM.") == "icmp://example.com");
    CHECK(uri("icmp://host") == "icmp://host");
    CHECK(uri("ICMP4://host/") == "icmp4://host");
    CHECK(uri("icmp6://[2001:DB8:0::1]") == "icmp6://[2001:db8::1]");
    CHECK(uri("2001:db8::1") == "icmp://[2001:db8::1]");
    CHECK(uri("[2001:db8::1]") == "icmp://[2001:db8::1]");
    CHECK(uri("icmp://2001:db8::1") == "icmp://[2001:db8::1]");
    CHECK(uri("fe80::1%usb-gone0") == "icmp://[fe80::1%usb-gone0]");
    CHECK(uri("127.0.0.1") == "icmp://127.0.0.1");
    CHECK(uri("xn--bcher-kva.example") == "icmp://xn--bcher-kva.example");
    CHECK(uri("3com.example") == "icmp://3com.example");
}

TEST_CASE("a service is written canonically, with its usual port left out") {
    CHECK(uri("tcp://Example.com:22") == "tcp://example.com:22");
    CHECK(uri("tcp://[2001:db8::1]:443/") == "tcp://[2001:db8::1]:443");
    CHECK(uri("udp://192.0.2.1:123") == "udp://192.0.2.1:123");
    CHECK(uri("http://example.com") == "http://example.com/");
    CHECK(uri("http://example.com:80/a?b=c#d") == "http://example.com/a?b=c");
    CHECK(uri("https://example.com:443") == "https://example.com/");
    CHECK(uri("https://example.com:8443/Path?Q") == "https://example.com:8443/Path?Q");
    CHECK(uri("https://[2001:db8::1]?q") == "https://[2001:db8::1]/?q");
    CHECK(uri("dns://192.0.2.1/Example.com") == "dns://192.0.2.1/example.com?type=A");
    CHECK(uri("dns://192.0.2.1:5353/a.b.?type=aaaa") == "dns://192.0.2.1:5353/a.b?type=AAAA");
    CHECK(uri("dns:///example.com?type=MX") == "dns://@resolver/example.com?type=MX");
    CHECK(uri("dns://@resolver/_sip._tcp.a.b?type=SRV") ==
          "dns://@resolver/_sip._tcp.a.b?type=SRV");
    CHECK(uri("dns://r.example/a.b?type=type65280") == "dns://r.example/a.b?type=TYPE65280");
    CHECK(uri("dns://r.example/.?type=NS") == "dns://r.example/.?type=NS");
    const auto page = parse_check("https://a.b:8443/x?y").value();
    CHECK(page.kind == CheckKind::https);
    CHECK(page.host == "a.b");
    CHECK(page.port == 8443);
    CHECK(page.path == "/x?y");
    const auto question = parse_check("dns://r/a.b?type=MX").value();
    CHECK(question.port == 53);
    CHECK(question.name == "a.b");
    CHECK(question.record_type == "MX");
}

TEST_CASE("a service that is not told right is refused in words") {
    CHECK(refused_with("tcp://host", "needs a port"));
    CHECK(refused_with("udp://host/", "needs a port"));
    CHECK(refused_with("tcp://host:0", "no port"));
    CHECK(refused_with("tcp://host:65536", "no port"));
    CHECK(refused_with("tcp://host:http", "no port"));
    CHECK(refused_with("tcp://host:+1", "no port"));
    CHECK(refused_with("tcp://host:22/path", "no path"));
    CHECK(refused_with("tcp://:22", "host is missing"));
    CHECK(refused_with("http://", "host is missing"));
    CHECK(refused_with("http://user:word@host/", "headers"));
    CHECK(refused_with("https://[2001:db8::1]x/", "too much"));
    CHECK(refused_with("dns://192.0.2.1", "name to ask for is missing"));
    CHECK(refused_with("dns://192.0.2.1/a..b", "0 characters"));
    CHECK(refused_with("dns://192.0.2.1/a.b?type=AAAB", "did you mean \"AAAA\"?"));
    CHECK(refused_with("dns://192.0.2.1/a.b?type=TYPE70000", "unknown record type"));
    CHECK(refused_with("dns://192.0.2.1/a.b?kind=A", "?type=AAAA"));
    CHECK(refused_with("htps://host", "did you mean \"https\"?"));
}

TEST_CASE("the canonical form is read back as the same check") {
    for (const char* text :
         {"192.0.2.1", "icmp6://[2001:db8::1]", "icmp4://a.b", "icmp://@router", "tcp://a:1",
          "udp://[2001:db8::1]:53", "http://a/b?c", "https://a:1/", "dns://r:1/n?type=TXT"}) {
        const auto check = parse_check(text);
        REQUIRE(check);
        const auto again = parse_check(check.value().uri());
        REQUIRE(again);
        CHECK(again.value() == check.value());
    }
}

TEST_CASE("this network's own router and resolver have names") {
    CHECK(parse_check("icmp://@router").value().host == traypulse::config::kRouterHost);
    CHECK(parse_check("@resolver").value().host == traypulse::config::kResolverHost);
    CHECK(parse_check("icmp6://@router").value().kind == CheckKind::icmp6);
    CHECK(refused_with("@ruoter", "did you mean \"@router\"?"));
    CHECK(refused_with("user@host", "character \"@\""));
}

TEST_CASE("what is no kind of check, and ports of echo requests, are refused in words") {
    CHECK(refused_with("host:443", "tcp://host:443"));
    CHECK(refused_with("icmp://host:443", "has no port"));
    CHECK(refused_with("icmp://[2001:db8::1]:443", "has no port"));
    CHECK(refused_with("icpm://host", "did you mean \"icmp\"?"));
    CHECK(refused_with("gopher://host", "unknown kind"));
}

TEST_CASE("malformed hosts are refused, each with its reason") {
    CHECK(refused_with("", "empty"));
    CHECK(refused_with("icmp://", "missing"));
    CHECK(refused_with("icmp://[2001:db8::1", "closing ]"));
    CHECK(refused_with("icmp://[192.0.2.1]", "no IPv6 address"));
    CHECK(refused_with("icmp://h/path", "no path"));
    CHECK(refused_with("h/path", "no host"));
    CHECK(refused_with("192.0.2.256", "neither an address nor a name"));
    CHECK(refused_with("1.2.3", "neither"));
    CHECK(refused_with("a..b", "empty label"));
    CHECK(refused_with("-a.b", "begins or ends"));
    CHECK(refused_with("a-.b", "begins or ends"));
    CHECK(refused_with("a_b.c", "character \"_\""));
    CHECK(refused_with("bücher.example", "xn--"));
    CHECK(refused_with("icmp://bücher.example", "xn--"));
    CHECK(refused_with("a b", "blanks"));
    CHECK(refused_with("a\x1b[31m", "control"));
    CHECK(refused_with(std::string(64, 'a') + ".b", "63"));
    CHECK(refused_with(std::string(300, 'a'), "253"));
    CHECK(refused_with(std::string(5000, 'a'), "2048"));
    CHECK(refused_with("::gg", "character \":\""));
    CHECK(refused_with("fe80::1", "interface"));
    CHECK(refused_with("192.0.2.1%eth0", "character \"%\""));
}

TEST_CASE("addresses that can't be pinged, or of the other family, are refused") {
    CHECK(refused_with("224.0.0.1", "multicast"));
    CHECK(refused_with("ff02::1", "multicast"));
    CHECK(refused_with("0.0.0.0", "unspecified"));
    CHECK(refused_with("::", "unspecified"));
    CHECK(refused_with("255.255.255.255", "broadcast"));
    CHECK(refused_with("icmp4://[2001:db8::1]", "is IPv6"));
    CHECK(refused_with("icmp6://192.0.2.1", "is IPv4"));
}

TEST_CASE("a message never carries control characters to the terminal") {
    for (int c = 1; c < 32; ++c) {
        const auto check = parse_check(std::string("icmp://a") + static_cast<char>(c));
        REQUIRE_FALSE(check);
        for (const char shown : check.error().text())
            CHECK(static_cast<unsigned char>(shown) >= 32);
    }
}
