#include "helper/session.h"

#include <doctest/doctest.h>

#include "prober_bench.h"

using namespace traypulse;
using namespace traypulse::helper;
using namespace traypulse::helper::testing;
using namespace traypulse::protocol;
using namespace std::chrono_literals;

namespace {

// A session and what its client does and sees.
struct Client {
    Bench bench;
    Session session{bench.client, bench.prober, Welcome{}, bench.now};

    void say(const std::vector<std::uint8_t>& bytes) {
        std::size_t at = 0;
        while (at < bytes.size()) {
            const auto room = session.writable();
            if (room.empty()) return;
            const auto size = std::min(room.size(), bytes.size() - at);
            std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), size, room.begin());
            session.received(size, bench.now);
            at += size;
        }
    }
    void say(const ClientMessage& message) {
        std::vector<std::uint8_t> bytes;
        encode(message, bytes);
        say(bytes);
    }
    std::vector<HelperMessage> hear() {
        std::vector<HelperMessage> out;
        auto bytes = session.pending();
        const auto all = bytes.size();
        while (!bytes.empty()) {
            const std::size_t length = bytes[0] + 256U * bytes[1];
            out.push_back(std::get<HelperMessage>(decode_helper(bytes.first(length))));
            bytes = bytes.subspan(length);
        }
        session.wrote(all, bench.now);
        return out;
    }
    // The one thing heard is a goodbye with this reason.
    void check_goodbye(GoodbyeReason reason) {
        const auto heard = hear();
        REQUIRE(heard.size() == 1);
        REQUIRE(std::holds_alternative<Goodbye>(heard[0]));
        CHECK(std::get<Goodbye>(heard[0]).reason == reason);
        CHECK(session.done());
        CHECK(session.writable().empty());
        CHECK_FALSE(session.why().empty());
    }
};

Start start(std::uint32_t probe) {
    Start out;
    out.probe = ProbeId{probe};
    out.address = IpAddress::v4(0xc0000201);
    out.interval = 1s;
    out.timeout = 1s;
    return out;
}

}  // namespace

TEST_CASE("a hello is answered by the welcome, and then streams may start") {
    Client client;
    client.say(Hello{});
    CHECK(client.hear() == std::vector<HelperMessage>{Welcome{}});
    client.say(start(1));
    CHECK(client.hear().empty());
    CHECK(client.bench.prober.streams() == 1);
    client.say(start(1));
    auto heard = client.hear();
    REQUIRE(heard.size() == 1);
    CHECK(std::get<Rejected>(heard[0]).reason == RejectReason::probe_in_use);
    client.say(Stop{ProbeId{1}});
    CHECK(client.bench.prober.streams() == 0);
    CHECK_FALSE(client.session.next_deadline());
}

TEST_CASE("another version is told ours") {
    for (const int version : {0, 2, 65535}) {
        Client client;
        client.say(Hello{kMagic, static_cast<std::uint16_t>(version)});
        const auto pending = client.session.pending();
        const auto goodbye = std::get<Goodbye>(std::get<HelperMessage>(decode_helper(pending)));
        CHECK(goodbye.detail == kVersion);
        client.check_goodbye(GoodbyeReason::version_mismatch);
    }
}

TEST_CASE("what is out of place ends the connection") {
    SUBCASE("a start before the hello") {
        Client client;
        client.say(start(1));
        client.check_goodbye(GoodbyeReason::malformed);
        CHECK(client.bench.prober.streams() == 0);
    }
    SUBCASE("a second hello") {
        Client client;
        client.say(Hello{});
        client.hear();
        client.say(Hello{});
        client.check_goodbye(GoodbyeReason::malformed);
    }
    SUBCASE("no frame at all, and nothing after it is looked at") {
        Client client;
        client.say(Hello{});
        client.hear();
        std::vector<std::uint8_t> bytes{'G', 'E', 'T', ' '};
        encode(ClientMessage{start(1)}, bytes);
        client.say(bytes);
        client.check_goodbye(GoodbyeReason::malformed);
        CHECK(client.bench.prober.streams() == 0);
    }
}

TEST_CASE("any split into reads gives the same") {
    std::vector<std::uint8_t> bytes;
    encode(ClientMessage{Hello{}}, bytes);
    for (std::uint32_t i = 0; i < 10; ++i) encode(ClientMessage{start(i)}, bytes);
    for (std::size_t size = 1; size < bytes.size(); ++size) {
        Client client;
        for (std::size_t at = 0; at < bytes.size(); at += size) {
            const auto end = std::min(bytes.size(), at + size);
            client.say(std::vector<std::uint8_t>(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                                 bytes.begin() + static_cast<std::ptrdiff_t>(end)));
        }
        REQUIRE(client.bench.prober.streams() == 10);
        REQUIRE(client.hear().size() == 1);
    }
}

TEST_CASE("who says no hello is sent away after two seconds") {
    Client client;
    CHECK(client.session.next_deadline() == client.bench.now + limits::kHelloTime);
    client.bench.now += limits::kHelloTime - 1ns;
    client.session.tick(client.bench.now);
    CHECK(client.session.pending().empty());
    client.bench.now += 1ns;
    client.session.tick(client.bench.now);
    client.check_goodbye(GoodbyeReason::hello_timeout);
}

TEST_CASE("who does not read is no longer read from, and after ten seconds sent away") {
    Client client;
    client.say(Hello{});
    client.hear();
    while (!client.session.writable().empty()) client.session.send(ProbeResult{}, client.bench.now);
    CHECK(client.session.pending().size() > limits::kOutputPause);
    client.bench.now += 5s;
    client.session.wrote(1, client.bench.now);  // progress, however small
    client.bench.now += limits::kStuckTime - 1ns;
    client.session.tick(client.bench.now);
    CHECK(client.session.state() == Session::State::open);
    client.bench.now += 1ns;
    client.session.tick(client.bench.now);
    CHECK(client.session.state() == Session::State::leaving);
    CHECK_FALSE(client.session.done());
    client.bench.now += limits::kGoodbyeTime;
    client.session.tick(client.bench.now);
    CHECK(client.session.done());
}

TEST_CASE("the ends of as many streams as one user may have fit beside a paused queue") {
    Client client;
    client.say(Hello{});
    client.hear();
    while (!client.session.writable().empty()) client.session.send(ProbeResult{}, client.bench.now);
    for (std::uint32_t i = 0; i < limits::kUidProbes; ++i)
        client.session.send(Ended{ProbeId{i}, EndReason::count_reached}, client.bench.now);
    CHECK(client.session.state() == Session::State::open);
    std::uint32_t ended = 0;
    for (const auto& message : client.hear())
        ended += std::holds_alternative<Ended>(message) ? 1 : 0;
    CHECK(ended == limits::kUidProbes);
}

TEST_CASE("extensions go to clients that said that they know them, and to no other") {
    for (const bool wanted : {false, true}) {
        CAPTURE(wanted);
        Client client;
        Hello hello;
        hello.features = wanted ? kFeatureExtensions | std::uint64_t{1} << 63 : 0;
        client.say(hello);
        client.hear();
        client.session.send(Extensions{ProbeId{1}, Sequence{2}, 0, {}}, client.bench.now);
        client.session.send(ProbeResult{}, client.bench.now);
        CHECK(client.hear().size() == (wanted ? 2 : 1));
    }
}
