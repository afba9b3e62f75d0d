#include "agent/runtime/resolv_conf.h"

#include "tests/support/doctest_strings.h"

using namespace traypulse;
using namespace traypulse::runtime;
using namespace std::chrono_literals;

namespace {

using List = SettledResolvers::List;
constexpr MonoTime kThen{1h};

}  // namespace

TEST_CASE("resolvers that were changed count when they stay") {
    SettledResolvers r({"10.0.0.1"});
    CHECK(r.take(kThen, {"10.0.0.1"}) == List{"10.0.0.1"});
    CHECK(r.look_again() == std::nullopt);
    CHECK(r.take(kThen, {"10.0.0.2"}) == List{"10.0.0.1"});
    CHECK(r.look_again() == kThen + SettledResolvers::kWritten);
    // The second line has come meanwhile.
    CHECK(r.take(kThen + 100ms, {"10.0.0.2", "10.0.0.3"}) == List{"10.0.0.1"});
    CHECK(r.take(kThen + 150ms, {"10.0.0.2", "10.0.0.3"}) == List{"10.0.0.1"});
    CHECK(r.take(kThen + 200ms, {"10.0.0.2", "10.0.0.3"}) == List{"10.0.0.2", "10.0.0.3"});
    CHECK(r.look_again() == std::nullopt);
}

TEST_CASE("a file that is empty is being written, unless it stays empty") {
    SettledResolvers r({"10.0.0.1"});
    CHECK(r.take(kThen, {}) == List{"10.0.0.1"});
    CHECK(r.take(kThen + 4s, {}) == List{"10.0.0.1"});
    CHECK(r.take(kThen + 4100ms, {"10.0.0.1"}) == List{"10.0.0.1"});
    CHECK(r.look_again() == std::nullopt);
    CHECK(r.take(kThen + 10s, {}) == List{"10.0.0.1"});
    CHECK(r.look_again() == kThen + 15s);
    CHECK(r.take(kThen + 15s, {}).empty());
    // And what comes then is soon believed.
    CHECK(r.take(kThen + 20s, {"10.0.0.4"}).empty());
    CHECK(r.take(kThen + 20s + SettledResolvers::kWritten, {"10.0.0.4"}) == List{"10.0.0.4"});
}
