// A line that is always alike is told of alike: nothing flickers between up and degraded.
#include "tests/support/doctest_strings.h"

#include "tests/simulation/simulated_world.h"

using namespace traypulse;
using namespace traypulse::simulation;
using namespace std::chrono_literals;

namespace {

EngineSettings one() {
    EngineSettings s;
    s.targets = {target("Shop")};
    s.alerts.latency_factor = 0;
    return s;
}

/// How often it began or ceased to be degraded.
std::size_t changes(const World& w) {
    return static_cast<std::size_t>(
        std::count_if(w.effects().begin(), w.effects().end(), [](const auto& e) {
            const auto* t = std::get_if<effect::Transition>(&e);
            return t != nullptr &&
                   (t->from == TargetState::degraded || t->to == TargetState::degraded);
        }));
}

/// Answers between these two, evenly spread.
void wander(World& w, Nanoseconds least, Nanoseconds most, Nanoseconds duration,
            std::mt19937_64& random) {
    std::uniform_int_distribution<std::int64_t> spread(least.count(), most.count());
    for (const auto end = w.elapsed() + duration; w.elapsed() < end; w.run_for(2s))
        w["Shop"].rtt = Nanoseconds(spread(random));
}

/// A sanitizer looks for other faults than figures, and ten times as long.
constexpr int kHours = TRAYPULSE_TEST_SANITIZED != 0 ? 10 : 40;
constexpr std::size_t kMostAnHour = 2;

void each_steady_loss(double allowed) {
    for (const double loss :
         {0.005, 0.01, 0.02, 0.03, 0.05, 0.06, 0.075, 0.09, 0.1, 0.12, 0.15, 0.2}) {
        CAPTURE(loss);
        auto settings = one();
        settings.alerts.loss_warning = allowed;
        World w(settings, 5);
        w["Shop"].loss = loss;
        w.run_for(1h * kHours);
        CHECK(changes(w) <= kMostAnHour * kHours);
        CHECK(w.told().empty());
        // Far from the level it is what it is, all the time.
        if (loss >= 1.5 * allowed) CHECK(w.state("Shop") == TargetState::degraded);
        if (loss <= allowed / 4) CHECK(changes(w) == 0);
    }
}

}  // namespace

TEST_CASE("flicker: no steady loss makes more than two changes an hour, 2 % allowed") {
    each_steady_loss(0.02);
}

TEST_CASE("flicker: no steady loss makes more than two changes an hour, 10 % allowed") {
    each_steady_loss(0.1);
}

TEST_CASE("flicker: no steady loss makes more than two changes an hour, 20 % allowed") {
    each_steady_loss(0.2);
}

TEST_CASE("flicker: heavy loss is seen within about a minute, and its end within five") {
    for (const double loss : {0.3, 0.5}) {
        Nanoseconds begins{};
        Nanoseconds ends{};
        constexpr int kTimes = 40;
        for (std::uint64_t seed = 1; seed <= kTimes; ++seed) {
            World w(one(), seed);
            w.run_for(3min);
            w["Shop"].loss = loss;
            const auto began = w.elapsed();
            const auto is = [&](TargetState state) {
                return [&w, state] { return w.state("Shop") == state; };
            };
            REQUIRE(w.run_until(is(TargetState::degraded), 4min));
            begins += w.elapsed() - began;
            w.run_for(2min);
            w["Shop"].loss = 0;
            const auto ended = w.elapsed();
            REQUIRE(w.run_until(is(TargetState::up), 5min));
            ends += w.elapsed() - ended;
        }
        CAPTURE(loss);
        CHECK(begins / kTimes <= 1min);
        CHECK(ends / kTimes >= 2min);
        CHECK(ends / kTimes <= 4min);
    }
}

TEST_CASE("flicker: what is degraded although it is better says so") {
    World w(one(), 3);
    w["Shop"].loss = 0.3;
    w.run_for(10min);
    CHECK(w.state("Shop") == TargetState::degraded);
    CHECK(w.look().find("Shop")->reason.find(" % of requests lost in the last minute") !=
          std::string::npos);
    w["Shop"].loss = 0;
    w.run_for(90s);
    CHECK(w.state("Shop") == TargetState::degraded);
    CHECK(w.look().find("Shop")->reason == "0 % of requests lost in the last minute, lately more");
    w.run_for(3min);
    CHECK(w.state("Shop") == TargetState::up);
    CHECK(w.look().find("Shop")->reason.empty());
}

TEST_CASE("flicker: where little is allowed, five minutes without loss are enough") {
    auto settings = one();
    settings.alerts.loss_warning = 0.01;
    World w(settings, 4);
    w["Shop"].loss = 0.3;
    w.run_for(10min);
    CHECK(w.state("Shop") == TargetState::degraded);
    w["Shop"].loss = 0;
    w.run_for(4min);
    CHECK(w.state("Shop") == TargetState::degraded);
    w.run_for(90s);
    CHECK(w.state("Shop") == TargetState::up);
}

TEST_CASE("flicker: latency that wanders around the level") {
    // The median of 20 to 120 ms is 70 ms.
    for (const auto level : {50ms, 60ms, 65ms, 70ms, 75ms, 80ms, 90ms, 100ms}) {
        CAPTURE(level.count());
        auto settings = one();
        settings.targets[0].latency_warning = level;
        World w(settings);
        std::mt19937_64 random(8);
        wander(w, 20ms, 120ms, 20h, random);
        CHECK(changes(w) <= 20 * kMostAnHour);
        if (level <= 50ms) CHECK(w.state("Shop") == TargetState::degraded);
        if (level >= 100ms) CHECK(changes(w) == 0);
    }
}

TEST_CASE("flicker: jitter that wanders around the level") {
    // Evenly spread over 100 ms, two answers in a row differ by 33 ms in the mean.
    for (const auto level : {20ms, 28ms, 30ms, 33ms, 37ms, 40ms, 44ms, 55ms}) {
        CAPTURE(level.count());
        auto settings = one();
        settings.alerts.jitter_warning = level;
        World w(settings);
        std::mt19937_64 random(9);
        wander(w, 20ms, 120ms, 20h, random);
        CHECK(changes(w) <= 20 * kMostAnHour);
        if (level <= 20ms) CHECK(w.state("Shop") == TargetState::degraded);
        if (level >= 55ms) CHECK(changes(w) == 0);
    }
}
