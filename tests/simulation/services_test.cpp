// Services are judged as echo requests are, each kind by its own proof.
#include "tests/support/doctest_strings.h"

#include "agent/engine/judging.h"
#include "tests/simulation/simulated_world.h"

using namespace traypulse;
using namespace traypulse::simulation;
using namespace std::chrono_literals;

namespace {

EngineSettings one(CheckKind kind) {
    EngineSettings s;
    s.targets = {service("Shop", kind)};
    return s;
}

CheckOutcome outcome(CheckStatus status, std::string reason) {
    CheckOutcome out;
    out.status = status;
    out.reason = std::move(reason);
    return out;
}

}  // namespace

TEST_CASE("services: each kind is up after its first good answer, and told once when it goes") {
    for (const auto kind : {CheckKind::tcp, CheckKind::udp, CheckKind::https, CheckKind::dns}) {
        World w(one(kind));
        w.run_for(1s);
        CHECK(w.state("Shop") == TargetState::up);
        w.run_for(5min + 3s);
        w["Shop"].answers = false;
        const auto began = w.elapsed();
        const auto spec = service("Shop", kind);
        REQUIRE(w.run_until([&] { return !w.told().empty(); }, 5min));
        CHECK(w.titles().back() == "outage: Shop is down");
        // Noticed at the next check, and proven by re-checks that overlap.
        CHECK(w.elapsed() - began <= spec.interval + 2 * spec.timeout + 6s);
        w["Shop"].answers = true;
        REQUIRE(w.run_until([&] { return w.told().size() == 2; }, 2min));
        CHECK(w.titles().back() == "recovery: Shop is back");
        CHECK(w.state("Shop") == TargetState::up);
    }
}

TEST_CASE("services: what the service says stands in the notification") {
    World w(one(CheckKind::https));
    w.run_for(2min);
    w["Shop"].says = outcome(CheckStatus::wrong_answer, "HTTP 503 where 2xx was expected");
    REQUIRE(w.run_until([&] { return !w.told().empty(); }, 2min));
    CHECK(w.told()[0].notice.body.find("HTTP 503 where 2xx was expected since ") == 0);
}

TEST_CASE("services: refused is proven by as many refusals as anything else") {
    World w(one(CheckKind::tcp));
    w.run_for(1min);
    w["Shop"].says = outcome(CheckStatus::refused, "connection refused");
    const auto before = w.requests("Shop");
    REQUIRE(w.run_until([&] { return !w.told().empty(); }, 2min));
    CHECK(w.requests("Shop") - before >=
          static_cast<std::uint64_t>(judging::kServiceProof.down_failures));
    CHECK(w.look().find("Shop")->reason == "connection refused");
}

TEST_CASE("services: a page that fails once is no outage") {
    World w(one(CheckKind::https));
    w.run_for(90s);
    for (int i = 0; i < 20; ++i) {
        w["Shop"].says = outcome(CheckStatus::wrong_answer, "HTTP 502 where 2xx was expected");
        const auto before = w.requests("Shop");
        REQUIRE(w.run_until([&] { return w.requests("Shop") > before; }, 2min));
        w["Shop"].says.reset();
        w.run_for(3min);
    }
    CHECK(w.told().empty());
    CHECK(w.state("Shop") == TargetState::up);
}

TEST_CASE("services: random loss is not an outage") {
    EngineSettings s;
    s.targets = {service("Shop", CheckKind::tcp), service("Time", CheckKind::udp),
                 service("Names", CheckKind::dns)};
    World w(s, 11);
    for (const auto& t : s.targets) w[t.name].loss = 0.1;  // of either direction 5 %
    w.run_for(24h * 7);
    CHECK(w.told().empty());
}

TEST_CASE("services: the helper's end does not concern them") {
    EngineSettings s;
    s.targets = {target("Router", TargetRole::router), service("Shop", CheckKind::https)};
    World w(s);
    w.run_for(70s);
    w.helper_dies();
    CHECK(w.state("Router") == TargetState::unknown);
    CHECK(w.state("Shop") == TargetState::up);
    const auto before = w.requests("Shop");
    w.run_for(3min);
    CHECK(w.requests("Shop") > before);
    w["Shop"].answers = false;
    w.run_for(3min);
    CHECK(w.state("Shop") == TargetState::down);
    w["Shop"].answers = true;
    w.helper_returns();
    w.run_for(3min);
    CHECK(w.state("Shop") == TargetState::up);
    CHECK(w.state("Router") == TargetState::up);
}

TEST_CASE("services: they run before there is a helper") {
    Engine engine({MonoTime(1h), {}}, one(CheckKind::tcp), [](WallTime) { return ""; });
    const auto effects = engine.take_effects();
    CHECK(std::any_of(effects.begin(), effects.end(), [](const auto& e) {
        return std::holds_alternative<effect::StartTarget>(e);
    }));
}

TEST_CASE("services: a warning makes degraded, with its words and no notification") {
    World w(one(CheckKind::https));
    w.run_for(2min);
    w["Shop"].warning = "the certificate expires in 9 days";
    w.run_for(2min);
    CHECK(w.state("Shop") == TargetState::degraded);
    CHECK(w.look().find("Shop")->reason == "the certificate expires in 9 days");
    CHECK(w.told().empty());
    w["Shop"].warning.clear();
    w.run_for(2min);
    CHECK(w.state("Shop") == TargetState::up);
}

TEST_CASE("services: what this machine cannot ask is unknown, never down") {
    for (const auto status : {CheckStatus::not_sent, CheckStatus::name_failed}) {
        World w(one(CheckKind::https));
        w.run_for(2min);
        w["Shop"].says = outcome(status, "the file /c.pem cannot be read");
        w.run_for(10min);
        CHECK(w.state("Shop") == TargetState::unknown);
        CHECK(w.look().find("Shop")->reason == "the file /c.pem cannot be read");
        CHECK(w.told().empty());
    }
}

TEST_CASE("services: other expectations begin anew, the same ones go on") {
    auto settings = one(CheckKind::https);
    World w(settings);
    w.run_for(70s);
    const auto starts = [&] {
        return std::count_if(w.effects().begin(), w.effects().end(), [](const auto& e) {
            return std::holds_alternative<effect::StartTarget>(e);
        });
    };
    const auto before = starts();
    w.input([&](Instant at) { w.engine().configure(at, settings); });
    CHECK(starts() == before);
    settings.targets[0].options.body_contains = "well";
    w.input([&](Instant at) { w.engine().configure(at, settings); });
    CHECK(starts() == before + 1);
}
