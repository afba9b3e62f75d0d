#include "helper/policy.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace traypulse::helper;
using namespace std::chrono_literals;
using protocol::RejectReason;
using protocol::Start;

namespace {

Start good(const char* address = "192.0.2.1") {
    Start s;
    s.probe = ProbeId{3};
    s.address = *IpAddress::parse(address);
    s.interval = 1s;
    s.timeout = 1s;
    return s;
}

// The reason, or nullopt where it may run.
std::optional<RejectReason> reason(const Start& start, const Usage& usage = {},
                                   bool available = true) {
    const auto rejected = judge(start, Limits{}, usage, available);
    if (!rejected) return std::nullopt;
    CHECK(rejected->probe == start.probe);
    return rejected->reason;
}

}  // namespace

TEST_CASE("an ordinary stream may run") {
    CHECK_FALSE(reason(good()));
    CHECK_FALSE(reason(good("2001:db8::1")));
    CHECK_FALSE(reason(good("127.0.0.1")));
    CHECK_FALSE(reason(good("169.254.1.1")));
    CHECK_FALSE(reason(good("255.255.255.254")));
}

TEST_CASE("no multicast, no broadcast, nothing that means something else") {
    for (const char* address :
         {"224.0.0.1", "239.255.255.255", "255.255.255.255", "0.0.0.0", "0.1.2.3", "::", "ff02::1",
          "ff0e::1:2", "::ffff:192.0.2.1", "::ffff:224.0.0.1"})
        CHECK_MESSAGE(reason(good(address)) == RejectReason::address_not_allowed, address);
}

TEST_CASE("each limit is met exactly") {
    auto s = good();
    s.interval = 10ms;
    CHECK_FALSE(reason(s));
    s.interval = 10ms - 1ns;
    const auto rejected = judge(s, Limits{}, {}, true);
    REQUIRE(rejected);
    CHECK(rejected->reason == RejectReason::interval_too_short);
    CHECK(rejected->asked == 9'999'999);
    CHECK(rejected->allowed == 10'000'000);
    s.count = 1;  // one request has no interval
    CHECK_FALSE(reason(s));

    s = good();
    s.payload_size = 1472;
    CHECK_FALSE(reason(s));
    s.payload_size = 1473;
    CHECK(reason(s) == RejectReason::payload_too_large);

    s = good();
    s.timeout = 1ms;
    CHECK_FALSE(reason(s));
    s.timeout = 1ms - 1ns;
    CHECK(reason(s) == RejectReason::timeout_out_of_range);
    s.timeout = 60s;
    CHECK_FALSE(reason(s));
    s.timeout = 60s + 1ns;
    CHECK(reason(s) == RejectReason::timeout_out_of_range);
    s.timeout = Nanoseconds::max();
    CHECK(reason(s) == RejectReason::timeout_out_of_range);
}

TEST_CASE("what runs already counts") {
    CHECK(reason(good(), {.probe_in_use = true}) == RejectReason::probe_in_use);
    CHECK_FALSE(reason(good(), {.streams = 4095}));
    CHECK(reason(good(), {.streams = 4096}) == RejectReason::too_many_probes);
    CHECK(reason(good(), {}, false) == RejectReason::family_unavailable);

    auto fast = good();
    fast.interval = 10ms;
    Usage usage{.streams = 9, .rate = 9 * stream_rate(fast)};
    CHECK_FALSE(reason(fast, usage));
    usage.rate += stream_rate(good());
    const auto rejected = judge(fast, Limits{}, usage, true);
    REQUIRE(rejected);
    CHECK(rejected->reason == RejectReason::rate_too_high);
    CHECK(rejected->asked == 1001);
    CHECK(rejected->allowed == 1000);
    fast.count = 1;
    CHECK_FALSE(reason(fast, usage));
}

TEST_CASE("root's own helper has no rate and a finer interval") {
    auto s = good();
    s.interval = 1ms;
    CHECK_FALSE(
        judge(s, Limits::uncapped(), {.streams = 100'000, .rate = 1'000'000'000'000'000}, true));
    s.interval = 0ns;
    CHECK(judge(s, Limits::uncapped(), {}, true));
}
