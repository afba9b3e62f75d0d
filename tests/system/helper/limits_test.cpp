// Limits of the real process.
#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "shared/limits.h"
#include "tests/support/helper_process.h"
#include "tests/support/other_users.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

Start steady_start(std::uint32_t probe, std::uint32_t count = 1) {
    Start out;
    out.probe = ProbeId{probe};
    out.address = *IpAddress::parse("127.0.0.1");
    out.interval = 100ms;
    out.timeout = 1s;
    out.count = count;
    return out;
}

bool turned_away(HelperClient& client, GoodbyeReason reason) {
    const auto message = client.next();
    return message && *message == HelperMessage{Goodbye{reason, 0}} && !client.next() &&
           client.closed();
}

}  // namespace

TEST_CASE("a fifth connection of one user is turned away, and there is room again after one goes") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::listening();
    std::vector<HelperClient> clients;
    for (unsigned i = 0; i < limits::kUidConnections; ++i) clients.push_back(helper.connect());
    for (auto& client : clients) client.greet();
    auto fifth = helper.connect();
    CHECK(turned_away(fifth, GoodbyeReason::too_many_connections));
    clients.pop_back();
    bool welcome = false;
    for (int attempt = 0; attempt < 100 && !welcome; ++attempt) {
        auto again = helper.connect();
        again.send(Hello{});
        const auto message = again.next();
        welcome = message && std::holds_alternative<Welcome>(*message);
    }
    CHECK(welcome);
}

TEST_CASE("a listening helper keeps its rate even for root") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::listening();
    auto client = helper.connect();
    CHECK(client.greet().packets_per_second == limits::kUidPacketsPerSecond);
    constexpr std::uint32_t kProbes = 500;
    for (std::uint32_t i = 0; i < kProbes; ++i) client.send(steady_start(i));
    std::vector<WallTime> sent;
    while (sent.size() < kProbes) {
        const auto message = client.next();
        REQUIRE(message);
        if (const auto* result = std::get_if<ProbeResult>(&*message))
            sent.push_back(result->sent_at);
    }
    std::sort(sent.begin(), sent.end());
    // 200 at once, the other 300 one a millisecond.
    CHECK(sent.back() - sent.front() >= 295ms);
    CHECK(sent.back() - sent.front() < 2s);
}

TEST_CASE("a request above a limit is refused, and the connection goes on") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::listening();
    auto client = helper.connect();
    client.greet();
    const auto refused = [&](const Start& s, RejectReason reason) {
        client.send(s);
        const auto message = client.next();
        REQUIRE(message);
        REQUIRE(std::holds_alternative<Rejected>(*message));
        CHECK(std::get<Rejected>(*message).reason == reason);
    };
    auto s = steady_start(1, 0);
    s.interval = 9ms;
    refused(s, RejectReason::interval_too_short);
    s = steady_start(1);
    s.address = *IpAddress::parse("224.0.0.1");
    refused(s, RejectReason::address_not_allowed);
    s = steady_start(1);
    s.payload_size = 1473;
    refused(s, RejectReason::payload_too_large);
    CHECK(client.probe(steady_start(1)).size() == 1);
}

TEST_CASE("the command line sets the limits, and root's own helper has none without it") {
    REQUIRE(enter_network_namespace());
    auto uncapped = HelperProcess::spawned();
    auto client = uncapped.client();
    auto welcome = client.greet();
    CHECK(welcome.packets_per_second == 0xffffffff);
    CHECK(welcome.least_interval == 1ms);
    auto told = HelperProcess::spawned(
        {.arguments = {"--max-user-rate", "50", "--max-targets", "3", "--min-interval", "25"}});
    auto other = told.client();
    welcome = other.greet();
    CHECK(welcome.packets_per_second == 50);
    CHECK(welcome.most_probes == 3);
    CHECK(welcome.least_interval == 25ms);
}

TEST_CASE("only people and root may connect, each user with connections of its own") {
    REQUIRE(enter_network_namespace());
    if (!has_other_users()) {
        MESSAGE("needs real root");
        return;
    }
    auto helper = HelperProcess::listening();
    for (const uid_t uid : {1U, 33U, 999U, 61'000U, 65'534U, 100'000U}) {
        CAPTURE(uid);
        auto client = helper.connect(uid);
        CHECK(turned_away(client, GoodbyeReason::not_allowed));
    }
    std::vector<HelperClient> clients;
    for (uid_t uid = 1000; uid < 1004; ++uid)
        for (unsigned i = 0; i < limits::kUidConnections; ++i) {
            clients.push_back(helper.connect(uid));
            clients.back().greet();
        }
    auto fifth = helper.connect(1002);
    CHECK(turned_away(fifth, GoodbyeReason::too_many_connections));
    CHECK(clients[5].probe(steady_start(1)).size() == 1);
}

TEST_CASE("a client that does not read misses results by number, and its streams go on") {
    REQUIRE(enter_network_namespace());
    auto helper =
        HelperProcess::listening({.arguments = {"--max-user-rate", "0", "--max-rate", "0"}});
    auto slow = helper.connect();
    slow.greet();
    constexpr std::uint32_t kStreams = 100;
    constexpr std::uint32_t kCount = 80;
    for (std::uint32_t i = 0; i < kStreams; ++i) {
        auto s = steady_start(i, kCount);
        s.interval = 10ms;
        slow.send(s);
    }
    // Another client sees every one of its own meanwhile; when it is done, the slow one's streams
    // are, too.
    auto other = helper.connect();
    other.greet();
    auto s = steady_start(1, 2 * kCount);
    s.interval = 10ms;
    CHECK(other.probe(s).size() == 2 * kCount);

    std::uint64_t results = 0;
    std::uint64_t missed = 0;
    std::uint32_t ended = 0;
    while (ended < kStreams) {
        const auto message = slow.next();
        REQUIRE(message);
        results += std::holds_alternative<ProbeResult>(*message) ? 1 : 0;
        if (const auto* gap = std::get_if<Missed>(&*message)) missed += gap->results;
        ended += std::holds_alternative<Ended>(*message) ? 1 : 0;
    }
    CHECK(results + missed == kStreams * kCount);
    CHECK(missed > 0);
}
