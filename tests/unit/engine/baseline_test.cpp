#include "agent/engine/baseline.h"

#include <doctest/doctest.h>

#include "agent/engine/networks.h"

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

/// Offers the same value for so long, each minute.
void pass(Baseline& b, MonoTime& now, Rtt rtt, Nanoseconds length, bool healthy = true,
          bool unusual = false) {
    for (const auto end = now + length; now < end; now += 1min) b.offer(now, rtt, healthy, unusual);
}

NetworkFacts facts(const std::string& router, const std::string& mac = "") {
    NetworkFacts f;
    f.known = true;
    f.routers = {router};
    f.neighbours = {{router, "eth0", mac, NeighbourState::reachable}};
    return f;
}

}  // namespace

TEST_CASE("nothing is usual before three values") {
    Baseline b;
    MonoTime now{1h};
    pass(b, now, Rtt(20ms), 11min);
    CHECK_FALSE(b.usual());
    pass(b, now, Rtt(20ms), 1min);
    CHECK(b.usual() == Rtt(20ms));
}

TEST_CASE("an hour of anything does not move it, a slow drift does") {
    Baseline b;
    MonoTime now{1h};
    pass(b, now, Rtt(20ms), 6h);
    pass(b, now, Rtt(500ms), 1h);
    CHECK(b.usual() == Rtt(20ms));
    for (int ms = 20; ms < 40; ++ms) pass(b, now, Rtt(std::chrono::milliseconds(ms)), 1h);
    CHECK(*b.usual() > Rtt(35ms));
}

TEST_CASE("what is not well teaches nothing, unless it is only slower and for half a day") {
    Baseline b;
    MonoTime now{1h};
    pass(b, now, Rtt(20ms), 1h);
    const auto samples = b.memory().samples;
    pass(b, now, Rtt(500ms), 20h, false, false);
    CHECK(b.memory().samples == samples);
    pass(b, now, Rtt(100ms), 5h, false, true);
    b.interrupt();
    pass(b, now, Rtt(100ms), 5h, false, true);
    CHECK(b.usual() == Rtt(20ms));
    pass(b, now, Rtt(100ms), 4h, false, true);
    CHECK(b.usual() == Rtt(100ms));
}

TEST_CASE("restored, it is known at once and gives way to what is new") {
    Baseline b;
    b.restore({Rtt(20ms), 1000});
    CHECK(b.usual() == Rtt(20ms));
    CHECK(b.memory() == NetworkMemory::Usual{Rtt(20ms), 1000});
    MonoTime now{1h};
    pass(b, now, Rtt(40ms), 3h);
    CHECK(b.usual() == Rtt(40ms));
    Baseline little;
    little.restore({Rtt(20ms), 2});
    CHECK_FALSE(little.usual());
}

TEST_CASE("a network is told by its router, and known by its link-layer address") {
    Networks n;
    using Seen = Networks::Seen;
    CHECK(n.present() == nullptr);
    CHECK(n.see({}, {}) == Seen::same);
    CHECK(n.see(facts("192.0.2.1"), {}) == Seen::first);
    n.present()->usual["Shop"] = {Rtt(20ms), 5};
    // Its full name brings along what was learnt under the short one.
    CHECK(n.see(facts("192.0.2.1", "00:53:00:00:00:01"), {}) == Seen::same);
    CHECK(n.present()->id == "192.0.2.1 00:53:00:00:00:01");
    CHECK(n.present()->usual.count("Shop") == 1);
    // Forgotten by the kernel for a while, it is the same; another address behind it is not.
    CHECK(n.see(facts("192.0.2.1"), {}) == Seen::same);
    CHECK(n.present()->id == "192.0.2.1 00:53:00:00:00:01");
    CHECK(n.see(facts("192.0.2.1", "00:53:00:00:00:02"), {}) == Seen::another);
    CHECK(n.present()->usual.empty());
    // No link: nowhere else yet.
    NetworkFacts none;
    none.known = true;
    none.link_up = false;
    CHECK(n.see(none, {}) == Seen::same);
    CHECK(n.see(facts("192.0.2.1", "00:53:00:00:00:01"), {}) == Seen::another);
    CHECK(n.present()->usual.count("Shop") == 1);
}

TEST_CASE("a name that is completed finds what is remembered") {
    Networks n;
    NetworkMemory home;
    home.id = "192.0.2.1 00:53:00:00:00:01";
    home.usual["Shop"] = {Rtt(20ms), 500};
    n.restore({home});
    CHECK(n.see(facts("192.0.2.1"), {}) == Networks::Seen::first);
    CHECK(n.present()->usual.empty());
    CHECK(n.see(facts("192.0.2.1", "00:53:00:00:00:01"), {}) == Networks::Seen::refined);
    CHECK(n.present()->usual.count("Shop") == 1);
}

TEST_CASE("so many networks are remembered, and the one not seen for longest goes") {
    Networks n;
    for (int i = 0; i < 60; ++i)
        n.see(facts("192.0.2." + std::to_string(i)), WallTime(std::chrono::seconds(i)));
    CHECK(n.size() == kMostNetworks);
    CHECK(n.find("192.0.2.0") == nullptr);
    CHECK(n.find("192.0.2.59") != nullptr);
}
