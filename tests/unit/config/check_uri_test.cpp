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

TEST_CASE("the canonical form is read back as the same check") {
    for (const char* text :
         {"192.0.2.1", "icmp6://[2001:db8::1]", "icmp4://a.b", "icmp://@router"}) {
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

TEST_CASE("kinds of later versions are refused in words") {
    for (const char* text :
         {"tcp://host:443", "udp://h:1", "http://h/", "https://h", "dns://h/n?type=A"})
        CHECK_MESSAGE(refused_with(text, "this version checks ICMP echo only"), text);
    CHECK(refused_with("host:443", "has no port"));
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
    CHECK(refused_with(std::string(5000, 'a'), "512"));
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
