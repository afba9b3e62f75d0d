// What leaves the machine, counted on the wire; and what comes in without having been asked for.
#include <doctest/doctest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include "shared/bytes.h"
#include "shared/icmp/checksum.h"
#include "shared/limits.h"
#include "tests/support/eventually.h"
#include "tests/support/helper_process.h"
#include "tests/support/other_users.h"
#include "tests/support/wire.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t kOwn = 0x0a580001;     // 10.88.0.1
constexpr std::uint32_t kTarget = 0x0a580002;  // 10.88.0.2, which never answers

Start start(std::uint32_t probe, std::uint32_t count, Nanoseconds interval,
            Nanoseconds timeout = 1s) {
    Start out;
    out.probe = ProbeId{probe};
    out.address = IpAddress::v4(kTarget + probe % 1000);
    out.interval = interval;
    out.timeout = timeout;
    out.count = count;
    return out;
}

// /proc/net/raw (proc(5)): the fifth field is "tx_queue:rx_queue", both hexadecimal.
bool nothing_waits_in_raw_sockets() {
    std::ifstream table("/proc/self/net/raw");
    std::string line;
    std::getline(table, line);
    while (std::getline(table, line)) {
        std::istringstream fields(line);
        std::string number, local, remote, state, queues;
        fields >> number >> local >> remote >> state >> queues;
        if (!queues.ends_with(":00000000")) return false;
    }
    return true;
}

// A whole and right echo request from us, and nothing else.
bool is_our_request(const WirePacket& packet) {
    const auto& b = packet.bytes;
    const std::span<const std::uint8_t> bytes(b);
    return b.size() >= 20 + 8 + limits::kSmallestPayload && b[0] == 0x45 && b[9] == 1 &&
           bytes::read_be<std::uint32_t>(bytes, 12) == kOwn && b[20] == 8 && b[21] == 0 &&
           icmp::checksum(bytes.subspan(20)) == 0;
}

// By someone who knows everything of the request on the wire but its cookie: worse than anyone off
// the path. Replies, and errors that quote all or as little as is allowed.
std::vector<std::vector<std::uint8_t>> forgeries(std::span<const std::uint8_t> sent,
                                                 std::size_t count, std::mt19937_64& random) {
    const auto identifier = bytes::read_be<std::uint16_t>(sent, 24);
    const auto sequence = bytes::read_be<std::uint16_t>(sent, 26);
    const auto echo = [&](std::uint8_t type, std::uint16_t number) {
        std::vector<std::uint8_t> out(8 + 56);
        out[0] = type;
        bytes::write_be(std::span<std::uint8_t>(out), 4, identifier);
        bytes::write_be(std::span<std::uint8_t>(out), 6, number);
        bytes::write_be<std::uint64_t>(out, 8, random());
        return out;
    };
    const auto error = [](std::uint8_t type, std::uint8_t code, std::vector<std::uint8_t> quoted) {
        quoted.insert(quoted.begin(), {type, code, 0, 0, 0, 0, 0, 0});
        return quoted;
    };
    std::vector<std::vector<std::uint8_t>> out;
    out.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto other = static_cast<std::uint16_t>((random() | 1U) ^ sequence);
        switch (i % 5) {
            case 0:
            case 1:
                out.push_back(ipv4_packet(kTarget, kOwn, echo(0, sequence)));
                break;
            case 2:
                out.push_back(ipv4_packet(kTarget, kOwn, echo(0, other)));
                break;
            case 3:
                out.push_back(ipv4_packet(kTarget + 9, kOwn,
                                          error(3, static_cast<std::uint8_t>(i % 16),
                                                ipv4_packet(kOwn, kTarget, echo(8, sequence)))));
                break;
            default: {  // guesses the sequence wrong
                auto quoted = ipv4_packet(kOwn, kTarget, echo(8, other));
                quoted.resize(28);
                out.push_back(ipv4_packet(kTarget + 9, kOwn, error(11, 0, quoted)));
            }
        }
    }
    return out;
}

}  // namespace

TEST_CASE("one user's packets stay below the bucket in every window, and are echo requests only") {
    REQUIRE(enter_network_namespace());
    make_silent_network();
    Wire wire("lo");
    auto helper = HelperProcess::listening();
    auto client = helper.connect();
    client.greet();
    // Ten streams at the least interval are all that fits; single requests come on top, as many as
    // they like.
    for (std::uint32_t i = 0; i < 10; ++i) client.send(start(i, 0, 10ms, 100ms));
    for (std::uint32_t i = 100; i < 1100; ++i) client.send(start(i, 1, 10ms, 100ms));
    std::uint32_t ended = 0;
    while (ended < 1000) {
        const auto message = client.next();
        REQUIRE(message);
        ended += std::holds_alternative<Ended>(*message) ? 1 : 0;
    }
    client.close();
    const auto packets = wire.sent();
    CHECK(packets.size() > 1000);
    CHECK(std::all_of(packets.begin(), packets.end(), is_our_request));
    CHECK(within_bucket(packets, limits::kUidPacketsPerSecond, limits::kUidBurst, 20ms));
    // And the count is a real one: a bucket of the half would have been exceeded.
    CHECK_FALSE(
        within_bucket(packets, limits::kUidPacketsPerSecond / 2, limits::kUidBurst / 2, 20ms));
}

TEST_CASE("all users together stay below the bucket of all") {
    REQUIRE(enter_network_namespace());
    if (!has_other_users()) {
        MESSAGE("needs real root: there is one user only here");
        return;
    }
    make_silent_network();
    Wire wire("lo");
    auto helper = HelperProcess::listening();
    std::vector<HelperClient> clients;
    for (uid_t uid = 1001; uid <= 1007; ++uid) {
        clients.push_back(helper.connect(uid));
        clients.back().greet();
        for (std::uint32_t i = 0; i < 10; ++i) clients.back().send(start(i, 0, 10ms, 100ms));
        for (std::uint32_t i = 100; i < 700; ++i) clients.back().send(start(i, 1, 10ms, 100ms));
    }
    std::vector<std::uint32_t> ended(clients.size());
    for (std::size_t i = 0; i < clients.size(); ++i)
        while (ended[i] < 600) {
            const auto message = clients[i].next();
            REQUIRE(message);
            ended[i] += std::holds_alternative<Ended>(*message) ? 1 : 0;
        }
    clients.clear();
    const auto packets = wire.sent();
    CHECK(packets.size() > 4200);
    CHECK(std::all_of(packets.begin(), packets.end(), is_our_request));
    CHECK(within_bucket(packets, limits::kTotalPacketsPerSecond, limits::kTotalBurst, 20ms));
}

TEST_CASE("of a million forged replies and errors none is believed") {
    REQUIRE(enter_network_namespace());
    make_silent_network();
    auto helper = HelperProcess::spawned();
    auto client = helper.client();
    client.greet();
    Forger forger;
    std::mt19937_64 random(1);
    // A request for each quarter, with the longest timeout that there is: no machine is so slow
    // that it is given up while it is forged.
    constexpr std::size_t kForgeries = 1'000'000;
    constexpr std::uint32_t kRequests = 4;
    constexpr std::size_t kBatch = 250;
    for (std::uint32_t probe = 0; probe < kRequests; ++probe) {
        auto request = start(probe, 1, 1s, limits::kLongestTimeout);
        request.address = IpAddress::v4(kTarget);
        Wire wire("lo");  // a new one: the last may have no room yet behind the flood
        client.send(request);
        std::vector<WirePacket> seen;
        REQUIRE(test::eventually(60s, [&] {
            for (auto& packet : wire.sent())
                if (is_our_request(packet)) seen.push_back(std::move(packet));
            return !seen.empty();
        }));
        const std::span<const std::uint8_t> sent(seen[0].bytes);
        std::vector<ProbeResult> results;
        bool ended = false;
        // A client must read: it is told of what the flood drives out of the socket, and whoever
        // has not taken that for limits::kStuckTime is let go.
        const auto listen = [&](std::chrono::milliseconds patience) {
            while (const auto message = client.next(patience)) {
                if (const auto* result = std::get_if<ProbeResult>(&*message))
                    results.push_back(*result);
                ended = ended || std::holds_alternative<Ended>(*message);
            }
            REQUIRE_FALSE(client.closed());
        };
        for (std::size_t done = 0; done < kForgeries / kRequests; done += kBatch) {
            forger.send(forgeries(sent, kBatch, random));
            listen(0ms);
        }
        REQUIRE(results.empty());
        // The truth, at last, is believed: so the forgeries did arrive where it does. It is told
        // again until it is heard: behind so many others the kernel may have no room for it, in
        // its backlog (which nothing shows) or in the socket.
        REQUIRE(test::eventually(60s, nothing_waits_in_raw_sockets));
        std::vector<std::uint8_t> truth(sent.begin() + 20, sent.end());
        truth[0] = 0;
        const auto packet = ipv4_packet(kTarget, kOwn, truth);
        REQUIRE(test::eventually(60s, [&] {
            forger.send({packet});
            listen(100ms);
            return ended;
        }));
        REQUIRE(results.size() == 1);
        CHECK(results[0].outcome == Outcome::reply);
        CHECK(results[0].responder == IpAddress::v4(kTarget));
    }
}

TEST_CASE("another process cannot bind the identifier of our datagram socket") {
    REQUIRE(enter_network_namespace());
    allow_datagram_sockets(true);
    Wire wire("lo");
    auto helper = HelperProcess::spawned({.without_raw = true});
    auto client = helper.client();
    REQUIRE(client.greet().ipv4 == SocketKind::datagram);
    auto request = start(1, 1, 1s);
    request.address = IpAddress::v4(0x7f000001);
    CHECK(client.probe(request).at(0).outcome == Outcome::reply);
    std::optional<std::uint16_t> identifier;
    for (const auto& packet : wire.sent())
        if (packet.bytes.size() > 28 && packet.bytes[9] == 1 && packet.bytes[20] == 8)
            identifier = bytes::read_be<std::uint16_t>(packet.bytes, 24);
    REQUIRE(identifier);
    const int thief = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_ICMP);
    REQUIRE(thief >= 0);
    const int one = 1;
    CHECK(setsockopt(thief, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0);
    sockaddr_in wanted{};
    wanted.sin_family = AF_INET;
    wanted.sin_port = htons(*identifier);
    CHECK(bind(thief, reinterpret_cast<const sockaddr*>(&wanted), sizeof wanted) != 0);
    request.count = 20;
    request.interval = 10ms;
    for (const auto& result : client.probe(request)) CHECK(result.outcome == Outcome::reply);
    char byte = 0;
    CHECK(recv(thief, &byte, 1, 0) < 0);
    close(thief);
}
