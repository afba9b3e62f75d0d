// Real echo requests on the loopback of a private namespace.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "shared/helper_exit.h"
#include "tests/support/helper_process.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

Start start_towards(std::uint32_t probe, const char* address, std::uint32_t count = 3) {
    Start out;
    out.probe = ProbeId{probe};
    out.address = *IpAddress::parse(address);
    out.interval = 20ms;
    out.timeout = 1s;
    out.count = count;
    return out;
}

void check_replies(HelperClient& client, const char* address) {
    const auto begin =
        std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    const auto results = client.probe(start_towards(7, address));
    REQUIRE(results.size() == 3);
    for (std::uint32_t i = 0; i < 3; ++i) {
        CHECK(results[i].outcome == Outcome::reply);
        CHECK(results[i].sequence.value == i);
        CHECK(results[i].responder.bytes == IpAddress::parse(address)->bytes);
        CHECK(results[i].ttl == Ttl{64});
        CHECK(results[i].rtt.value > 0ns);
        CHECK(results[i].rtt.value < 1s);
        CHECK(results[i].sent_at >= begin);
        CHECK(results[i].sent_at - begin < 5s);
    }
}

}  // namespace

TEST_CASE("a spawned helper pings over IPv4 and IPv6") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::spawned();
    auto client = helper.client();
    const auto welcome = client.greet();
    CHECK(welcome.ipv4 == SocketKind::raw);
    CHECK(welcome.ipv6 == SocketKind::raw);
    CHECK((welcome.abilities & (kAbilityIpv4 | kAbilityIpv6)) == (kAbilityIpv4 | kAbilityIpv6));
    CHECK((welcome.abilities & kAbilityTransmitTimestamps) != 0);
    check_replies(client, "127.0.0.1");
    check_replies(client, "127.9.8.7");
    check_replies(client, "::1");
    client.close();
    CHECK(helper.wait() == helper_exit::kOk);
    CHECK(helper.errors().empty());
}

TEST_CASE("so does one without privilege, on datagram sockets") {
    REQUIRE(enter_network_namespace());
    allow_datagram_sockets(true);
    auto helper = HelperProcess::spawned({.without_raw = true});
    auto client = helper.client();
    const auto welcome = client.greet();
    CHECK(welcome.ipv4 == SocketKind::datagram);
    CHECK(welcome.ipv6 == SocketKind::datagram);
    check_replies(client, "127.0.0.1");
    check_replies(client, "::1");
    client.close();
    CHECK(helper.wait() == helper_exit::kOk);
}

TEST_CASE("where neither is allowed the agent is told to step down") {
    REQUIRE(enter_network_namespace());
    allow_datagram_sockets(false);
    auto helper = HelperProcess::spawned({.without_raw = true});
    CHECK(helper.wait() == helper_exit::kNoSocket);
    const auto errors = helper.errors();
    CHECK(errors.find("cap_net_raw") != std::string::npos);
    CHECK(errors.find('\n') == errors.size() - 1);
}

TEST_CASE("size, TTL, DSCP and don't-fragment are as asked") {
    REQUIRE(enter_network_namespace());
    for (const bool without_raw : {false, true}) {
        CAPTURE(without_raw);
        allow_datagram_sockets(true);
        auto helper = HelperProcess::spawned(
            {.without_raw = without_raw, .arguments = {"--log-level", "debug"}});
        auto client = helper.client();
        client.greet();
        for (const char* address : {"127.0.0.1", "::1"}) {
            auto s = start_towards(1, address, 1);
            s.payload_size = 1472;
            s.ttl = Ttl{3};
            s.dscp = 46;
            s.dont_fragment = true;
            const auto results = client.probe(s);
            REQUIRE(results.size() == 1);
            CHECK(results[0].outcome == Outcome::reply);
            s.payload_size = 0;
            CHECK(client.probe(s).size() == 1);
        }
        client.close();
        CHECK(helper.wait() == helper_exit::kOk);
        // 8 bytes of header and 16 of payload, in hex
        const auto log = helper.errors();
        CHECK(log.find("sent 127.0.0.1 0800") != std::string::npos);
        CHECK(log.find("received 127.0.0.1 ") != std::string::npos);
    }
}

TEST_CASE("many clients have many targets, each its own results") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::listening();
    std::vector<HelperClient> clients;
    for (int i = 0; i < 4; ++i) clients.push_back(helper.connect());
    for (auto& client : clients) client.greet();
    constexpr std::uint32_t kTargets = 40;
    for (std::uint32_t c = 0; c < 4; ++c)
        for (std::uint32_t i = 0; i < kTargets; ++i) {
            const auto address = "127." + std::to_string(c + 1) + ".0." + std::to_string(i + 1);
            auto s = start_towards(i, address.c_str(), 5);
            s.interval = 200ms;
            clients[c].send(s);
        }
    for (std::uint32_t c = 0; c < 4; ++c) {
        std::map<std::uint32_t, std::uint32_t> replies;
        std::uint32_t ended = 0;
        while (ended < kTargets) {
            const auto message = clients[c].next();
            REQUIRE(message);
            ended += std::holds_alternative<Ended>(*message) ? 1 : 0;
            if (const auto* r = std::get_if<ProbeResult>(&*message)) {
                CHECK(r->outcome == Outcome::reply);
                CHECK(r->responder.bytes[1] == c + 1);
                CHECK(r->responder.bytes[3] == r->probe.value + 1);
                CHECK(r->sequence.value == replies[r->probe.value]++);
            }
        }
        CHECK(replies.size() == kTargets);
        for (const auto& [probe, count] : replies) CHECK(count == 5);
    }
}

TEST_CASE("the interval is kept, and a stop ends it") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::spawned();
    auto client = helper.client();
    client.greet();
    auto s = start_towards(1, "127.0.0.1", 0);
    client.send(s);
    std::vector<ProbeResult> results;
    while (results.size() < 25) {
        const auto message = client.next();
        REQUIRE(message);
        results.push_back(std::get<ProbeResult>(*message));
    }
    const auto took = results.back().sent_at - results.front().sent_at;
    CHECK(took >= 24 * 20ms - 10ms);
    client.send(Stop{ProbeId{1}});
    while (true) {
        const auto message = client.next();
        REQUIRE(message);
        if (const auto* ended = std::get_if<Ended>(&*message)) {
            CHECK(ended->reason == EndReason::stopped);
            break;
        }
    }
    CHECK_FALSE(client.next(200ms));
    CHECK_FALSE(client.closed());
    CHECK(client.probe(s = start_towards(1, "::1")).size() == 3);
}
