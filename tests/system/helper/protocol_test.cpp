// Clients that speak well, badly or not at all.
#include <doctest/doctest.h>

#include <sys/socket.h>

#include <csignal>

#include "shared/helper_exit.h"
#include "tests/support/helper_process.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

Start endless_start(std::uint32_t count) {
    Start out;
    out.probe = ProbeId{1};
    out.address = *IpAddress::parse("127.0.0.1");
    out.interval = 20ms;
    out.timeout = 1s;
    out.count = count;
    return out;
}

void check_goodbye(HelperClient& client, GoodbyeReason reason) {
    std::optional<HelperMessage> last;
    while (auto message = client.next()) last = message;
    CHECK(client.closed());
    REQUIRE(last);
    REQUIRE(std::holds_alternative<Goodbye>(*last));
    CHECK(std::get<Goodbye>(*last).reason == reason);
}

}  // namespace

TEST_CASE("a client of another version is told ours, and a spawned helper ends with it") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::spawned();
    auto client = helper.client();
    client.send(Hello{kMagic, 2});
    const auto answer = client.next();
    REQUIRE(answer);
    CHECK(*answer == HelperMessage{Goodbye{GoodbyeReason::version_mismatch, kVersion}});
    CHECK_FALSE(client.next());
    CHECK(client.closed());
    CHECK(helper.wait() == helper_exit::kOk);
    CHECK(helper.errors().find("version 2") != std::string::npos);
}

TEST_CASE("a client that misbehaves loses its connection, and no other does") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::listening();
    auto good = helper.connect();
    good.greet();
    good.send(endless_start(0));
    SUBCASE("garbage") {
        auto bad = helper.connect();
        bad.send_bytes({'G', 'E', 'T', ' ', '/', '\r', '\n'});
        check_goodbye(bad, GoodbyeReason::malformed);
    }
    SUBCASE("a start before the hello") {
        auto bad = helper.connect();
        bad.send(endless_start(1));
        check_goodbye(bad, GoodbyeReason::malformed);
    }
    SUBCASE("half a frame, then gone") {
        for (int i = 0; i < 20; ++i) {
            auto bad = helper.connect();
            bad.greet();
            bad.send_bytes({60, 0, 2, 0, 1, 2, 3});
            bad.close();
        }
    }
    SUBCASE("half a frame, then the rest") {
        auto slow = helper.connect();
        std::vector<std::uint8_t> bytes;
        encode(ClientMessage{Hello{}}, bytes);
        encode(ClientMessage{endless_start(1)}, bytes);
        for (const auto byte : bytes) slow.send_bytes({byte});
        REQUIRE(slow.next());
        const auto result = slow.next();
        REQUIRE(result);
        CHECK(std::get<ProbeResult>(*result).outcome == Outcome::reply);
    }
    SUBCASE("silence instead of a hello") {
        auto silent = helper.connect();
        const auto begin = std::chrono::steady_clock::now();
        check_goodbye(silent, GoodbyeReason::hello_timeout);
        const auto took = std::chrono::steady_clock::now() - begin;
        CHECK(took > 1900ms);
        CHECK(took < 4s);
    }
    // The good one has had a result every 20 ms, none lost.
    std::uint32_t expected = 0;
    while (expected < 10) {
        const auto message = good.next();
        REQUIRE(message);
        CHECK(std::get<ProbeResult>(*message).sequence.value == expected++);
    }
}

TEST_CASE("a listening helper outlives its clients, a spawned one ends with its only one") {
    REQUIRE(enter_network_namespace());
    auto listening = HelperProcess::listening();
    for (int i = 0; i < 50; ++i) {
        auto client = listening.connect();
        client.greet();
        client.send(endless_start(0));
    }
    auto client = listening.connect();
    CHECK(client.greet().most_probes == 4096);
    CHECK(client.probe(endless_start(2)).size() == 2);

    auto spawned = HelperProcess::spawned();
    spawned.client().close();
    CHECK(spawned.wait() == helper_exit::kOk);
}

TEST_CASE("told to end, the helper says goodbye") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::listening();
    auto client = helper.connect();
    client.greet();
    client.send(endless_start(0));
    REQUIRE(client.next());
    helper.signal(SIGTERM);
    check_goodbye(client, GoodbyeReason::shutting_down);
    CHECK(helper.wait() == helper_exit::kOk);
    CHECK(helper.errors().empty());
}

TEST_CASE("wrong usage is refused in one sentence") {
    REQUIRE(enter_network_namespace());
    const auto check = [](HelperProcess helper, int status, const char* word) {
        CHECK(helper.wait() == status);
        const auto errors = helper.errors();
        CHECK_MESSAGE(errors.find(word) != std::string::npos, errors);
        CHECK(errors.find('\n') == errors.size() - 1);
    };
    check(HelperProcess::without_socket(), helper_exit::kUsage, "--fd 3");
    check(HelperProcess::without_socket({.arguments = {"--fd", "4"}}), helper_exit::kUsage, "--fd");
    check(HelperProcess::without_socket({.arguments = {"--colour"}}), helper_exit::kUsage,
          "--colour");
    check(HelperProcess::without_socket({.arguments = {"--fd", "3"}}), helper_exit::kNoClient,
          "descriptor 3");
    auto version = HelperProcess::without_socket({.arguments = {"--version"}});
    CHECK(version.wait() == helper_exit::kOk);
}
