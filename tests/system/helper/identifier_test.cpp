// Somebody else has the identifier that we would take, or uses the one that we have.
#include <doctest/doctest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <set>

#include "shared/bytes.h"
#include "shared/helper_exit.h"
#include "shared/icmp/checksum.h"
#include "tests/support/helper_process.h"
#include "tests/support/wire.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::uint16_t kTaken = 4660;

// Another program's socket; closed when it goes.
class Other {
 public:
    Other(int family, int type)
        : fd_(socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK,
                     family == AF_INET ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6})) {
        REQUIRE(fd_ >= 0);
    }
    ~Other() { close(fd_); }
    Other(const Other&) = delete;
    Other& operator=(const Other&) = delete;
    void hold(int family, std::uint16_t identifier) const {
        sockaddr_storage address{};
        address.ss_family = static_cast<sa_family_t>(family);
        // At the same place for both families.
        reinterpret_cast<sockaddr_in&>(address).sin_port = htons(identifier);
        const socklen_t length = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
        REQUIRE(bind(fd_, reinterpret_cast<const sockaddr*>(&address), length) == 0);
    }
    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool heard_nothing() const {
        char byte = 0;
        return recv(fd_, &byte, 1, 0) < 0 && errno == EAGAIN;
    }

 private:
    int fd_;
};

Start start_to(const char* address, std::uint32_t count) {
    Start out;
    out.probe = ProbeId{1};
    out.address = *IpAddress::parse(address);
    out.interval = 10ms;
    out.timeout = 1s;
    out.count = count;
    return out;
}

// Its first so many attempts are for the identifier that is taken.
HelperStart wanting_the_taken(unsigned attempts) {
    return {.without_raw = true,
            .environment = {{"LD_PRELOAD", TRAYPULSE_FAULT_INJECTOR},
                            {"BIND_TO", std::to_string(kTaken) + ":" + std::to_string(attempts)},
                            {"ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0"}}};
}

std::set<std::uint16_t> identifiers_of_requests(const std::vector<WirePacket>& packets) {
    std::set<std::uint16_t> out;
    for (const auto& packet : packets)
        if (packet.bytes.size() > 28 && packet.bytes[0] == 0x45 && packet.bytes[9] == 1 &&
            packet.bytes[20] == 8)
            out.insert(bytes::read_be<std::uint16_t>(packet.bytes, 24));
    return out;
}

}  // namespace

TEST_CASE("a datagram socket whose identifier is taken takes another one") {
    REQUIRE(enter_network_namespace());
    allow_datagram_sockets(true);
    const Other four(AF_INET, SOCK_DGRAM);
    const Other six(AF_INET6, SOCK_DGRAM);
    four.hold(AF_INET, kTaken);
    six.hold(AF_INET6, kTaken);
    Wire wire("lo");
    auto helper = HelperProcess::spawned(wanting_the_taken(5));
    auto client = helper.client();
    const auto welcome = client.greet();
    CHECK(welcome.ipv4 == SocketKind::datagram);
    CHECK(welcome.ipv6 == SocketKind::datagram);
    for (const char* address : {"127.0.0.1", "::1"})
        for (const auto& result : client.probe(start_to(address, 20)))
            CHECK(result.outcome == Outcome::reply);
    const auto used = identifiers_of_requests(wire.sent());
    CHECK(used.size() == 1);
    CHECK_FALSE(used.contains(kTaken));
    CHECK(four.heard_nothing());
    CHECK(six.heard_nothing());
}

TEST_CASE("without a free identifier there is no datagram socket, and it says why") {
    REQUIRE(enter_network_namespace());
    allow_datagram_sockets(true);
    const Other four(AF_INET, SOCK_DGRAM);
    const Other six(AF_INET6, SOCK_DGRAM);
    four.hold(AF_INET, kTaken);
    six.hold(AF_INET6, kTaken);
    auto helper = HelperProcess::spawned(wanting_the_taken(1000));
    CHECK(helper.wait() == helper_exit::kNoSocket);
    const auto errors = helper.errors();
    CAPTURE(errors);
    CHECK(errors.find("cannot bind an ICMP identifier: Address already in use") !=
          std::string::npos);
}

TEST_CASE("another raw socket that uses our identifier and sequence numbers changes nothing") {
    REQUIRE(enter_network_namespace());
    Wire wire("lo");
    auto helper = HelperProcess::spawned();
    auto client = helper.client();
    REQUIRE(client.greet().ipv4 == SocketKind::raw);
    CHECK(client.probe(start_to("127.0.0.1", 1)).at(0).outcome == Outcome::reply);
    const auto used = identifiers_of_requests(wire.sent());
    REQUIRE(used.size() == 1);

    const Other other(AF_INET, SOCK_RAW);
    sockaddr_in target{};
    target.sin_family = AF_INET;
    target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::uint16_t sequence = 0;
    std::uint32_t foreign = 0;
    const auto disturb = [&] {
        // Each sequence number that we may just use, before and after we do.
        for (sequence = 0; sequence < 120; ++sequence) {
            std::vector<std::uint8_t> request(8 + 56);
            request[0] = 8;
            bytes::write_be(std::span<std::uint8_t>(request), 4, *used.begin());
            bytes::write_be(std::span<std::uint8_t>(request), 6, sequence);
            bytes::write_be(std::span<std::uint8_t>(request), 2, icmp::checksum(request));
            const auto sent = sendto(other.get(), request.data(), request.size(), 0,
                                     reinterpret_cast<const sockaddr*>(&target), sizeof target);
            foreign += sent == static_cast<ssize_t>(request.size()) ? 1 : 0;
        }
    };
    constexpr std::uint32_t kCount = 100;
    client.send(start_to("127.0.0.1", kCount));
    std::set<std::uint32_t> answered;
    for (bool over = false; !over;) {
        disturb();
        const auto message = client.next();
        REQUIRE(message);
        over = std::holds_alternative<Ended>(*message);
        const auto* result = std::get_if<ProbeResult>(&*message);
        if (result == nullptr) continue;
        CHECK(result->outcome == Outcome::reply);
        CHECK(answered.insert(result->sequence.value).second);
    }
    CHECK(answered.size() == kCount);
    CHECK(foreign >= 120 * kCount);
    // It was answered, too: its replies did pass by us.
    CHECK_FALSE(other.heard_nothing());
}
