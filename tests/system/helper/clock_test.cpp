// Somebody sets the clock by an hour while requests are on their way.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "tests/support/eventually.h"
#include "tests/support/helper_process.h"
#include "tests/support/simulation.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

// Half of the values are below it.
Nanoseconds median(std::vector<Nanoseconds> values) {
    REQUIRE_FALSE(values.empty());
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void set_the_clock(Nanoseconds step, std::uint32_t streams) {
    REQUIRE(enter_network_namespace());
    constexpr std::uint32_t kCount = 300;
    constexpr Nanoseconds kTimeout = 2s;
    test::Simulation network({"host 10.99.1.1 delay 50ms", "record 100000"});
    // In the middle of the streams, which last 3 s.
    constexpr auto kMiddle = 1500ms;
    constexpr auto kStart = 5s;  // at most, for the helper to start
    const auto moment = std::chrono::steady_clock::now().time_since_epoch() + kStart + kMiddle;
    auto helper = HelperProcess::spawned(
        {.environment = {{"LD_PRELOAD", TRAYPULSE_CLOCK_SHIFTER},
                         {"CLOCK_STEP", std::to_string(Nanoseconds(moment).count()) + ":" +
                                            std::to_string(step.count())},
                         {"ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0"}}});
    auto client = helper.client();
    client.greet();
    REQUIRE(test::eventually(2 * kStart, [&] {
        return std::chrono::steady_clock::now().time_since_epoch() >= moment - kMiddle;
    }));
    for (std::uint32_t i = 0; i < streams; ++i) {
        Start request;
        request.probe = ProbeId{i};
        request.address = *IpAddress::parse("10.99.1.1");
        request.interval = 10ms;
        request.timeout = kTimeout;
        request.count = kCount;
        client.send(request);
    }
    std::map<std::uint32_t, std::map<std::uint32_t, ProbeResult>> results;
    for (std::uint32_t ended = 0; ended < streams;) {
        const auto message = client.next();
        REQUIRE(message);
        ended += std::holds_alternative<Ended>(*message) ? 1 : 0;
        const auto* result = std::get_if<ProbeResult>(&*message);
        if (result == nullptr) continue;
        CHECK(result->outcome == Outcome::reply);
        CHECK(result->rtt.value >= 50ms);
        CHECK(result->rtt.value < kTimeout);
        CHECK(results[result->probe.value].emplace(result->sequence.value, *result).second);
    }
    REQUIRE(results.size() == streams);
    std::vector<Nanoseconds> told;
    for (const auto& [stream, of_stream] : results) {
        CHECK(of_stream.size() == kCount);
        // What people see follows the clock: one jump, and else the ten milliseconds.
        int jumps = 0;
        for (auto at = of_stream.begin(); std::next(at) != of_stream.end(); ++at) {
            const Nanoseconds apart = std::next(at)->second.sent_at - at->second.sent_at;
            if (apart > -2s && apart < 2s) continue;
            ++jumps;
            CHECK(apart - step > -2s);
            CHECK(apart - step < 2s);
        }
        CHECK(jumps == 1);
        for (const auto& [sequence, result] : of_stream) told.push_back(result.rtt.value);
    }
    std::vector<Nanoseconds> true_delays;
    for (const auto& echo : network.dump())
        true_delays.push_back(Nanoseconds{echo.written - echo.seen});
    const auto error = median(told) - median(true_delays);
    CHECK(error >= 0ns);
    CHECK(error < 5ms);
    client.close();
    CHECK(helper.wait() == 0);
}

}  // namespace

// Few streams: each answer is read as it comes. Many: on the tick, some milliseconds later.
TEST_CASE("the clock is set an hour ahead beneath a stream") { set_the_clock(1h, 1); }

TEST_CASE("the clock is set an hour back beneath a stream") { set_the_clock(-1h, 1); }

TEST_CASE("the clock is set an hour ahead beneath ten streams") { set_the_clock(1h, 10); }

TEST_CASE("the clock is set an hour back beneath ten streams") { set_the_clock(-1h, 10); }
