#include "shared/ip_address.h"

#include <doctest/doctest.h>

using traypulse::Family;
using traypulse::IpAddress;

TEST_CASE("addresses are parsed and written in their canonical form") {
    CHECK(IpAddress::parse("192.0.2.1")->text() == "192.0.2.1");
    CHECK(IpAddress::parse("2001:DB8:0:0::1")->text() == "2001:db8::1");
    CHECK(IpAddress::parse("fe80::1%1")->scope == 1);
}

TEST_CASE("what is no address is refused") {
    for (const char* text :
         {"", "192.0.2", "192.0.2.256", "192.0.2.1%1", "::g", "example.com", "fe80::1%nosuchif"})
        CHECK_MESSAGE(!IpAddress::parse(text), text);
}

TEST_CASE("an address survives the way through a sockaddr") {
    for (const char* text : {"192.0.2.1", "2001:db8::1", "fe80::1%1"}) {
        const auto a = IpAddress::parse(text);
        REQUIRE(a);
        sockaddr_storage storage{};
        a->to(storage);
        CHECK(IpAddress::from(reinterpret_cast<const sockaddr*>(&storage)) == a);
    }
}

TEST_CASE("special addresses are recognised") {
    CHECK(IpAddress::parse("224.0.0.1")->is_multicast());
    CHECK(IpAddress::parse("ff02::1")->is_multicast());
    CHECK(IpAddress::parse("255.255.255.255")->is_limited_broadcast());
    CHECK(IpAddress::parse("127.3.2.1")->is_loopback());
    CHECK(IpAddress::parse("::1")->is_loopback());
    CHECK(IpAddress::parse("::")->is_unspecified());
    CHECK_FALSE(IpAddress::parse("192.0.2.1")->is_multicast());
}
