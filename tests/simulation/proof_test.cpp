// Down and up need proof, quickly; chance is no proof.
#include "tests/support/doctest_strings.h"

#include "agent/engine/judging.h"
#include "tests/simulation/simulated_world.h"

using namespace traypulse;
using namespace traypulse::simulation;
using namespace std::chrono_literals;

namespace {

EngineSettings one_shop() {
    EngineSettings s;
    s.targets = {target("Shop")};
    return s;
}

}  // namespace

TEST_CASE("the first answer makes a target up") {
    World w(one_shop());
    CHECK(w.state("Shop") == TargetState::unknown);
    w.run_for(1s);
    CHECK(w.state("Shop") == TargetState::up);
    CHECK(w.look().verdict.glance == Glance::up);
    CHECK(w.told().empty());
}

TEST_CASE("a hard outage is told within five seconds, whenever it begins") {
    for (auto phase = 0ms; phase < 2000ms; phase += 100ms) {
        World w(one_shop());
        w.run_for(60s + phase);
        w["Shop"].answers = false;
        const auto began = w.elapsed();
        REQUIRE(w.run_until([&] { return !w.told().empty(); }, 10s));
        CHECK(w.elapsed() - began <= 5s);
        CHECK(w.titles().back() == "outage: Shop is down");
        CHECK(w.state("Shop") == TargetState::down);
        // The outage began when the first unanswered request was sent, not when it was proven.
        const auto since = w.look().find("Shop")->since;
        CHECK(w.now().wall - since >= judging::kEchoProof.down_span);
        CHECK(w.now().wall - since <= 5s);
    }
}

TEST_CASE("recovery needs three answers and says how long it took") {
    World w(one_shop());
    w.run_for(30s);
    w["Shop"].answers = false;
    w.run_for(41s);
    w["Shop"].answers = true;
    REQUIRE(w.run_until([&] { return w.told().size() == 2; }, 5s));
    CHECK(w.titles()[1] == "recovery: Shop is back");
    CHECK(w.told()[1].notice.outage == w.told()[0].notice.outage);
    CHECK(w.told()[1].notice.body.find("It was down for 4") == 0);
    CHECK(w.state("Shop") == TargetState::up);
}

TEST_CASE("one answer in an outage is no recovery") {
    World w(one_shop());
    w.run_for(30s);
    w["Shop"].answers = false;
    w.run_for(20s);
    REQUIRE(w.told().size() == 1);
    const auto before = w.requests("Shop");
    w["Shop"].answers = true;
    REQUIRE(w.run_until([&] { return w.requests("Shop") > before; }, 3s));
    w["Shop"].answers = false;
    w.run_for(30s);
    CHECK(w.state("Shop") == TargetState::down);
    CHECK(w.told().size() == 1);
}

TEST_CASE("bursts of loss under two seconds are never an outage") {
    for (auto length = 100ms; length < 2000ms; length += 100ms) {
        World w(one_shop());
        for (int i = 0; i < 20; ++i) {
            w.run_for(10s + std::chrono::milliseconds(i * 97));
            w["Shop"].answers = false;
            w.run_for(length);
            w["Shop"].answers = true;
        }
        CHECK(w.told().empty());
    }
}

namespace {

// A test case each: a day of one takes a sanitizer a quarter of a minute.
void nobody_is_told_of(double loss) {
    World w(home(), 7);
    for (const auto& t : home().targets) w[t.name].loss = loss;
    w.run_for(24h);
    CHECK_MESSAGE(w.told().empty(), loss);
}

}  // namespace

TEST_CASE("random loss is not an outage: 0.5 %") { nobody_is_told_of(0.005); }
TEST_CASE("random loss is not an outage: 1 %") { nobody_is_told_of(0.01); }
TEST_CASE("random loss is not an outage: 2 %") { nobody_is_told_of(0.02); }
TEST_CASE("random loss is not an outage: 5 %") { nobody_is_told_of(0.05); }

TEST_CASE("an answer that comes late is an answer") {
    World w(one_shop());
    w.run_for(30s);
    w["Shop"].rtt = 1500ms;  // the timeout is 1 s
    w.run_for(2min);
    CHECK(w.told().empty());
    CHECK(w.state("Shop") != TargetState::down);
}

TEST_CASE("a target that never answered is down after its proof, too") {
    World w(one_shop());
    w["Shop"].answers = false;
    w.run_for(8s);
    CHECK(w.state("Shop") == TargetState::down);
    CHECK(w.titles() == std::vector<std::string>{"outage: Shop is down"});
}

TEST_CASE("an ICMP error counts as a failure and its words reach the person") {
    World w(one_shop());
    w.run_for(10s);
    w["Shop"].unreachable = true;
    w.run_for(10s);
    REQUIRE(w.told().size() == 1);
    CHECK(w.told()[0].notice.body.find("Host unreachable, says 192.0.2.1, since ") == 0);
}

TEST_CASE("a target that is down keeps its pace") {
    World w(one_shop());
    w.run_for(10s);
    w["Shop"].answers = false;
    w.run_for(10s);
    const auto before = w.requests("Shop");
    w.run_for(10min);
    CHECK(w.requests("Shop") - before >= 299);
    CHECK(w.requests("Shop") - before <= 301);
}

TEST_CASE("loss makes a target degraded, and less loss makes it up again") {
    World w(one_shop());
    w.run_for(60s);
    w["Shop"].loss = 0.4;
    w.run_for(90s);
    CHECK(w.state("Shop") == TargetState::degraded);
    CHECK(w.look().verdict.glance == Glance::degraded);
    CHECK(w.look().find("Shop")->reason.find("% of requests lost") != std::string::npos);
    w["Shop"].loss = 0;
    w.run_for(90s);
    CHECK(w.state("Shop") == TargetState::degraded);  // a lull is no end
    w.run_for(2min);
    CHECK(w.state("Shop") == TargetState::up);
    CHECK(w.told().empty());
}

TEST_CASE("latency above the warning level makes a target degraded") {
    auto settings = one_shop();
    settings.targets[0].latency_warning = 100ms;
    World w(settings);
    w.run_for(60s);
    CHECK(w.state("Shop") == TargetState::up);
    w["Shop"].rtt = 180ms;
    w.run_for(80s);
    CHECK(w.state("Shop") == TargetState::degraded);
    CHECK(w.look().find("Shop")->reason == "median 180 ms, above 100 ms");
}
