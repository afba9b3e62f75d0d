#include "agent/cli/ping_targets.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace traypulse::cli;

namespace {

PingOptions with(std::vector<std::string> targets, std::optional<Family> family = {}) {
    PingOptions out;
    out.targets = std::move(targets);
    out.family = family;
    out.file = "servers.txt";
    return out;
}

}  // namespace

TEST_CASE("targets come from the command line, then from the file") {
    const auto targets =
        ping_targets(with({"b.example"}), "# servers\n\n  192.0.2.1  # one\r\n\ticmp6://h\nlast");
    REQUIRE(targets);
    REQUIRE(targets.value().size() == 4);
    CHECK(targets.value()[0].written == "b.example");
    CHECK(targets.value()[1].check.uri() == "icmp://192.0.2.1");
    CHECK(targets.value()[2].check.kind == CheckKind::icmp6);
    CHECK(targets.value()[3].written == "last");
}

TEST_CASE("-4 and -6 are part of the check") {
    CHECK(ping_targets(with({"h"}, Family::ipv6), "").value()[0].check.kind == CheckKind::icmp6);
    CHECK(ping_targets(with({"icmp4://h"}, Family::ipv4), ""));
    CHECK(ping_targets(with({"icmp4://h"}, Family::ipv6), "").error().text() ==
          "\"icmp4://h\" is not IPv6: leave out -6 or the target");
    CHECK_FALSE(ping_targets(with({"192.0.2.1"}, Family::ipv6), ""));
    CHECK_FALSE(ping_targets(with({"2001:db8::1"}, Family::ipv4), ""));
}

TEST_CASE("what is no target is named with its line") {
    const auto bad = ping_targets(with({}), "192.0.2.1\n\ntcp://h:1\n");
    REQUIRE_FALSE(bad);
    CHECK(bad.error().what.starts_with("servers.txt:3: \"tcp://h:1\" is no host to ping"));
    CHECK(ping_targets(with({}), "# nothing\n").error().what ==
          "there is no target in servers.txt");
    CHECK_FALSE(ping_targets(with({"a b"}), ""));
    std::string many;
    for (int i = 0; i < 262'145; ++i) many += "192.0.2.1\n";
    CHECK(ping_targets(with({}), many).error().code == ErrorCode::limit);
}
