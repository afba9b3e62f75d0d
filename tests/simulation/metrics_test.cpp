// The metrics of targets that the real engine watches, through losses, outages and interruptions.
#include "tests/support/doctest_strings.h"

#include "tests/simulation/simulated_world.h"

using namespace traypulse;
using namespace traypulse::simulation;
using namespace std::chrono_literals;

namespace {

const metrics::WindowReport& window(const Snapshot& s, const std::string& name,
                                    metrics::Window w = metrics::Window::hour) {
    REQUIRE(s.find(name)->metrics);
    return s.find(name)->metrics->of(w);
}

Snapshot look(World& w) { return w.engine().snapshot(w.now(), SnapshotDetail::metrics); }

}  // namespace

TEST_CASE("loss, RTT and pattern are those of the world") {
    World w(home(), 5);
    w.link(true);
    w["Shop"].loss = 0.05;
    w["Shop"].rtt = 35ms;
    w.run_for(1h);
    const auto s = look(w);
    const auto& shop = window(s, "Shop");
    CHECK(shop.sent >= 1795);
    CHECK(shop.sent <= 1800);  // of its own pace; re-checks are not in it
    CHECK(shop.loss == doctest::Approx(0.05).epsilon(0.3));
    CHECK(shop.rtt->mean == 35ms);
    CHECK(shop.pattern.kind == metrics::LossPattern::random);
    CHECK(shop.reordered == 0);
    CHECK(window(s, "Office").lost == 0);
    CHECK(window(s, "Office").voice->mos > 4.3);
    CHECK_FALSE(w.look().find("Shop")->metrics);  // only for those who ask
}

TEST_CASE("an outage is one loss period, and stays in the hour after recovery") {
    World w(home(), 6);
    w.link(true);
    w.run_for(5min);
    w["Shop"].answers = false;
    w.run_for(2min);
    w["Shop"].answers = true;
    w.run_for(5min);
    const auto s = look(w);
    CHECK(s.find("Shop")->loss == 0);  // the last minute, which judges
    const auto& shop = window(s, "Shop");
    CHECK(shop.loss_periods == 1);
    CHECK(shop.longest_loss >= 59);
    CHECK(shop.longest_loss <= 61);
    CHECK(shop.lost == shop.longest_loss);
}

TEST_CASE("a helper that dies, a nap and a pause are neither loss nor disorder") {
    World w(home(), 7);
    w.link(true);
    w.run_for(3min);
    w.helper_dies();
    w.run_for(10s);
    w.helper_returns();
    w.run_for(3min);
    w.sleeps_for(20min);
    w.run_for(3min);
    w.input([&](Instant t) { w.engine().apply(t, command::PauseAll{}); });
    w.run_for(1min);
    w.input([&](Instant t) { w.engine().apply(t, command::ResumeAll{}); });
    w.run_for(3min);
    const auto s = look(w);
    for (const auto& t : s.targets) {
        CAPTURE(t.name);
        const auto& hour = window(s, t.name);
        CHECK(hour.sent >= 350);
        CHECK(hour.lost == 0);
        CHECK(hour.reordered == 0);
        CHECK(hour.duplicates == 0);
    }
}

TEST_CASE("what this machine does not send is no loss") {
    World w(home(), 8);
    w.link(true);
    w.run_for(1min);
    w["Shop"].local_error = 1;  // EPERM
    w.run_for(2min);
    w["Shop"].local_error = 0;
    w.run_for(1min);
    const auto s = look(w);
    CHECK(window(s, "Shop").lost == 0);
    CHECK(window(s, "Shop").sent >= 55);
    CHECK(window(s, "Shop").sent < 70);
}
