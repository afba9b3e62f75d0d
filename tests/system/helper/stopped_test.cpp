// A minute in which the helper does not run at all (SIGSTOP; a suspended machine is the same to
// it).
#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <map>

#include "shared/limits.h"
#include "tests/support/eventually.h"
#include "tests/support/helper_process.h"
#include "tests/support/simulation.h"
#include "tests/support/wire.h"
#include "tests/system/helper/process_facts.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto kStop = 60s;
constexpr Nanoseconds kDelay = 100ms;
constexpr Nanoseconds kTimeout = 1s;

// Some streams of one client, and what became of each of their requests.
class Streams {
 public:
    Streams(HelperClient client, const char* address, std::uint32_t count, Nanoseconds interval)
        : client_(std::move(client)), count_(count) {
        client_.greet();
        for (std::uint32_t i = 0; i < count; ++i) {
            Start request;
            request.probe = ProbeId{i};
            request.address = *IpAddress::parse(address);
            request.interval = interval;
            request.timeout = kTimeout;
            client_.send(request);
        }
    }
    /// Each stream has so many more results.
    void await(std::uint32_t more) {
        const auto until = results_.size() + std::size_t{count_} * more;
        while (results_.size() < until) {
            const auto message = client_.next();
            REQUIRE(message);
            take(*message);
        }
    }
    /// What is still in the socket, then nothing.
    void await_silence(std::chrono::milliseconds patience) {
        const auto end = std::chrono::steady_clock::now() + patience;
        while (std::chrono::steady_clock::now() < end) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                end - std::chrono::steady_clock::now());
            if (const auto message = client_.next(left)) take(*message);
        }
        REQUIRE_FALSE(client_.closed());
    }
    [[nodiscard]] std::size_t size() const { return results_.size(); }
    /// Every request of every stream has its reply, in its time, without a hole.
    void check_all() const {
        std::map<std::uint32_t, std::vector<std::uint32_t>> sequences;
        for (const auto& result : results_) {
            CHECK(result.outcome == Outcome::reply);
            CHECK(result.rtt.value >= kDelay);
            CHECK(result.rtt.value < kTimeout);
            sequences[result.probe.value].push_back(result.sequence.value);
        }
        CHECK(sequences.size() == count_);
        CHECK(missed_ == 0);
        for (auto& [stream, numbers] : sequences) {
            std::sort(numbers.begin(), numbers.end());
            for (std::uint32_t i = 0; i < numbers.size(); ++i) CHECK(numbers[i] == i);
        }
    }

 private:
    void take(const HelperMessage& message) {
        if (const auto* result = std::get_if<ProbeResult>(&message)) results_.push_back(*result);
        if (const auto* gap = std::get_if<Missed>(&message)) missed_ += gap->results;
    }
    HelperClient client_;
    std::uint32_t count_;
    std::vector<ProbeResult> results_;
    std::uint64_t missed_ = 0;
};

bool is_ipv4(const WirePacket& packet) { return packet.bytes[0] >> 4 == 4; }

// Neighbour and router discovery go on without us.
bool is_request(const WirePacket& packet) {
    return is_ipv4(packet) ? packet.bytes.at(9) == 1 && packet.bytes.at(20) == 8
                           : packet.bytes.at(6) == 58 && packet.bytes.at(40) == 128;
}

}  // namespace

TEST_CASE("a minute's stop makes no loss, no burst and no silence") {
    REQUIRE(enter_network_namespace());
    test::Simulation network({"host 10.99.1.1 delay 100ms", "host fd99:1::1 delay 100ms"});
    Wire wire("sim0");
    // One at the whole rate of a user, whose sockets are looked at on the tick; one with a single
    // slow stream.
    auto busy = HelperProcess::listening();
    auto calm = HelperProcess::spawned();
    Streams many(busy.connect(), "10.99.1.1", 10, 10ms);
    Streams one(calm.client(), "fd99:1::1", 1, 20ms);
    many.await(50);
    one.await(20);
    for (const auto* helper : {&busy, &calm}) {
        helper->signal(SIGSTOP);
        REQUIRE(test::eventually(5s, [&] { return status_of(helper->pid())["State"][0] == 'T'; }));
    }
    static_cast<void>(wire.sent());
    auto late = busy.connect();  // the kernel takes it; nobody answers
    late.send(Hello{});
    many.await_silence(kStop);
    one.await_silence(1s);
    const auto meanwhile = wire.sent();
    CHECK(std::none_of(meanwhile.begin(), meanwhile.end(), is_request));
    const auto before = many.size();
    const auto cpu = cpu_of(busy.pid());
    busy.signal(SIGCONT);
    calm.signal(SIGCONT);
    const auto answer = late.next();
    CHECK((answer && std::holds_alternative<Welcome>(*answer)));
    many.await(200);
    one.await(50);
    CHECK(many.size() >= before + 2000);
    // A loop that makes up for each missed tick would be at it for seconds.
    CHECK(cpu_of(busy.pid()) - cpu < 2.0);
    // Those that were on their way when it stopped were answered in time: the kernel's stamps say
    // so.
    many.check_all();
    one.check_all();
    auto sent = wire.sent();
    std::erase_if(sent,
                  [](const WirePacket& packet) { return !is_request(packet) || !is_ipv4(packet); });
    CHECK(sent.size() >= 1900);
    CHECK(within_bucket(sent, limits::kUidPacketsPerSecond, limits::kUidBurst, 20ms));
    // What was missed is not made up for: each stream's one request, not the user's whole burst.
    const auto first = sent.at(0).at;
    const auto at_once = std::count_if(sent.begin(), sent.end(), [&](const WirePacket& packet) {
        return packet.at < first + 8ms;
    });
    CHECK(at_once <= 20);
    late.close();
}
