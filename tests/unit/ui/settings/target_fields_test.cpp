#include "agent/ui/settings/target_fields.h"

#include <doctest/doctest.h>

#include "agent/config/check_uri.h"

using namespace traypulse;
using namespace traypulse::ui;

TEST_CASE("the kind is known before the address is complete") {
    CHECK(kind_of("example.com") == CheckKind::icmp);
    CHECK(kind_of("") == CheckKind::icmp);
    CHECK(kind_of("HTTPS://") == CheckKind::https);
    CHECK(kind_of("tcp://x") == CheckKind::tcp);
    CHECK_FALSE(kind_of("htt://x"));
}

TEST_CASE("the same host is asked in another way") {
    CHECK(with_kind("shop.example", CheckKind::https) == "https://shop.example");
    CHECK(with_kind("https://shop.example:8443/a?b", CheckKind::http) ==
          "http://shop.example:8443/a?b");
    CHECK(with_kind("https://shop.example/a", CheckKind::icmp) == "shop.example");
    CHECK(with_kind("https://shop.example/a", CheckKind::tcp) == "tcp://shop.example:443");
    CHECK(with_kind("http://shop.example/", CheckKind::tcp) == "tcp://shop.example:80");
    CHECK(with_kind("shop.example", CheckKind::udp) == "udp://shop.example:123");
    CHECK(with_kind("2001:db8::1", CheckKind::tcp) == "tcp://[2001:db8::1]:443");
    CHECK(with_kind("shop.example", CheckKind::dns) == "dns://@resolver/shop.example");
    CHECK(with_kind("dns:///shop.example?type=AAAA", CheckKind::icmp6) == "icmp6://shop.example");
    CHECK(with_kind("tcp://shop.example", CheckKind::icmp) == "shop.example");  // not complete
    CHECK(with_kind("tcp://shop.example:25", CheckKind::icmp4) == "icmp4://shop.example");
}

TEST_CASE("every kind that is made of any other can be read") {
    for (const char* host : {"shop.example", "192.0.2.1"})
        for (int from = 0; from <= static_cast<int>(CheckKind::dns); ++from)
            for (int to = 0; to <= static_cast<int>(CheckKind::dns); ++to) {
                const auto kind = static_cast<CheckKind>(to);
                if (kind == CheckKind::icmp6 && host[0] == '1') continue;
                if (static_cast<CheckKind>(from) == CheckKind::icmp6 && host[0] == '1') continue;
                const auto text = with_kind(with_kind(host, static_cast<CheckKind>(from)), kind);
                CAPTURE(text);
                const auto spec = config::parse_check(text);
                REQUIRE(spec);
                CHECK(spec.value().kind == kind);
            }
}

TEST_CASE("keys of other kinds are dropped, those of all are kept") {
    config::Keys keys{{"name", "A"},      {"interval", "2s"}, {"verify", false},
                      {"method", "HEAD"}, {"banner", "220"},  {"payload_size", std::int64_t{9}},
                      {"family", "ipv4"}};
    drop_foreign_keys(keys, CheckKind::tcp);
    CHECK(keys == config::Keys{{"name", "A"},
                               {"interval", "2s"},
                               {"banner", "220"},
                               {"payload_size", std::int64_t{9}},
                               {"family", "ipv4"}});
}
