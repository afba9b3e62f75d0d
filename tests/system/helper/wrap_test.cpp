// More requests than the wire has sequence numbers.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "shared/bytes.h"
#include "tests/support/helper_process.h"
#include "tests/support/wire.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t kNumbers = 65'536;

Start start(std::uint32_t probe, Nanoseconds interval, std::uint32_t count) {
    Start out;
    out.probe = ProbeId{probe};
    out.address = *IpAddress::parse("127.0.0.1");
    out.interval = interval;
    out.timeout = 2s;
    out.count = count;
    out.payload_size = 16;
    return out;
}

HelperStart without_ceiling(bool without_raw) {
    return {.without_raw = without_raw,
            .arguments = {"--max-rate", "0", "--max-user-rate", "0", "--min-interval", "1"}};
}

// What is told of many streams: each request once, each a reply, but for what the kernel says that
// it dropped.
class Book {
 public:
    Book(std::uint32_t streams, std::uint32_t count) : seen_(streams, std::vector<bool>(count)) {}
    /// False when all streams have ended.
    bool take(const HelperMessage& message) {
        if (const auto* drops = std::get_if<LocalDrops>(&message)) drops_ += drops->packets;
        if (const auto* gap = std::get_if<Missed>(&message)) missed_ += gap->results;
        if (const auto* result = std::get_if<ProbeResult>(&message)) enter(*result);
        ended_ += std::holds_alternative<Ended>(message) ? 1 : 0;
        return ended_ < seen_.size();
    }
    void check() const {
        std::uint64_t requests = 0;
        for (const auto& stream : seen_) requests += stream.size();
        CHECK(replies_ + timeouts_ + missed_ == requests);
        CHECK(twice_ == 0);
        CHECK(others_ == 0);
        // A network that answers everything: only what found no room in the socket may be missing.
        CHECK(timeouts_ <= drops_);
        CHECK(missed_ == 0);
    }

 private:
    void enter(const ProbeResult& result) {
        if (result.outcome != Outcome::reply && result.outcome != Outcome::timeout) {
            ++others_;
            return;
        }
        (result.outcome == Outcome::reply ? replies_ : timeouts_) += 1;
        auto place = seen_.at(result.probe.value).begin() + result.sequence.value;
        REQUIRE(result.sequence.value < seen_.at(result.probe.value).size());
        if (*place) ++twice_;
        *place = true;
    }
    std::vector<std::vector<bool>> seen_;
    std::uint64_t replies_ = 0;
    std::uint64_t timeouts_ = 0;
    std::uint64_t others_ = 0;
    std::uint64_t twice_ = 0;
    std::uint64_t drops_ = 0;
    std::uint64_t missed_ = 0;
    std::size_t ended_ = 0;
};

// Sixteen thousand a second: all numbers of an identifier are used within four seconds. This
// program has to read as fast, and a sanitizer makes it slow.
constexpr auto kApart = TRAYPULSE_TEST_SANITIZED != 0 ? 20ms : 10ms;

void many_streams(bool without_raw) {
    REQUIRE(enter_network_namespace());
    allow_datagram_sockets(true);
    constexpr std::uint32_t kStreams = 160;
    constexpr std::uint32_t kCount = 1000;
    static_assert(kStreams * kCount > 2 * kNumbers);
    auto helper = HelperProcess::spawned(without_ceiling(without_raw));
    auto client = helper.client();
    CHECK(client.greet().ipv4 == (without_raw ? SocketKind::datagram : SocketKind::raw));
    for (std::uint32_t i = 0; i < kStreams; ++i) client.send(start(i, kApart, kCount));
    Book book(kStreams, kCount);
    for (bool more = true; more;) {
        const auto message = client.next();
        REQUIRE(message);
        more = book.take(*message);
    }
    book.check();
    // And one more, whose numbers were all used before.
    for (const auto& result : client.probe(start(0, 10ms, 20)))
        CHECK(result.outcome == Outcome::reply);
}

// One that takes more than a minute, at the least interval there is.
void one_stream(bool without_raw) {
    REQUIRE(enter_network_namespace());
    allow_datagram_sockets(true);
    constexpr std::uint32_t kCount = kNumbers + 2000;
    auto helper = HelperProcess::spawned(without_ceiling(without_raw));
    auto client = helper.client();
    client.greet();
    client.send(start(0, 1ms, kCount));
    Book book(1, kCount);
    for (bool more = true; more;) {
        const auto message = client.next();
        REQUIRE(message);
        more = book.take(*message);
    }
    book.check();
}

}  // namespace

TEST_CASE("many streams use up all sequence numbers of a raw socket's identifier") {
    many_streams(false);
}

TEST_CASE("many streams use up all sequence numbers of a datagram socket") { many_streams(true); }

TEST_CASE("one stream runs past 65,535 on a raw socket") { one_stream(false); }

TEST_CASE("one stream runs past 65,535 on a datagram socket") { one_stream(true); }
