#include "agent/cli/ping_session.h"

#include <doctest/doctest.h>

#include <map>

#include "tests/unit/cli/fake_channel.h"

using namespace traypulse;
using namespace traypulse::cli;
using namespace std::chrono_literals;
using protocol::Outcome;
using test::FakeChannel;

namespace {

/// Runs one session to its end and keeps what it said.
struct Run {
    explicit Run(FakeChannel::World& w, PingParameters p = {3, 1s, 1s, 56, {}},
                 std::size_t targets = 1)
        : world(w) {
        REQUIRE(uv_loop_init(&loop) == 0);
        std::vector<PingSession::Stream> streams;
        for (std::size_t i = 0; i < targets; ++i)
            streams.push_back({i * 10, IpAddress::v4(0xc0000201U + static_cast<std::uint32_t>(i))});
        PingSession::Events events;
        events.result = [this](std::size_t i, const protocol::ProbeResult& r) {
            results[i].push_back(r.sequence.value);
            outcomes[i].push_back(r.outcome);
        };
        events.failed = [this](std::size_t i, const Error& e) { failures[i] = e.text(); };
        events.finished = [this](const Status& s) {
            ++finished;
            if (!s) error = s.error().text();
            session.reset();  // as a caller may
        };
        session = std::make_unique<PingSession>(&loop, std::make_unique<FakeChannel>(&loop, world),
                                                streams, p, std::move(events));
    }
    void go() {
        session->start();
        uv_run(&loop, UV_RUN_DEFAULT);
        CHECK(finished == 1);
        CHECK(world.alive == 0);
        CHECK(uv_loop_close(&loop) == 0);
    }
    FakeChannel::World& world;
    uv_loop_t loop{};
    std::unique_ptr<PingSession> session;
    std::map<std::size_t, std::vector<std::uint32_t>> results;
    std::map<std::size_t, std::vector<Outcome>> outcomes;
    std::map<std::size_t, std::string> failures;
    std::string error;
    int finished = 0;
};

}  // namespace

TEST_CASE("every target gets its count, and then it ends") {
    FakeChannel::World world;
    Run run(world, {3, 200ms, 500ms, 100, Ttl(5)}, 2);
    run.go();
    CHECK(run.error.empty());
    CHECK(run.results[0] == std::vector<std::uint32_t>{0, 1, 2});
    CHECK(run.results[10] == std::vector<std::uint32_t>{0, 1, 2});
    REQUIRE(world.started.size() == 2);
    CHECK(world.started[0].interval == 200ms);
    CHECK(world.started[0].timeout == 500ms);
    CHECK(world.started[0].payload_size == 100);
    CHECK(world.started[0].ttl == Ttl(5));
    CHECK(world.started[0].count == 3);
    CHECK(world.started[0].probe != world.started[1].probe);
}

TEST_CASE("late answers and duplicates are handed on and count as no request") {
    FakeChannel::World world;
    world.answer = [](const protocol::Start& s, std::uint32_t seq) {
        return std::vector{FakeChannel::result(s, seq, Outcome::timeout),
                           FakeChannel::result(s, seq, Outcome::late),
                           FakeChannel::result(s, seq, Outcome::duplicate)};
    };
    Run run(world, {2, 1s, 1s, 56, {}});
    run.go();
    CHECK(run.outcomes[0].size() == 6);
}

TEST_CASE("one that is refused does not stop the others") {
    FakeChannel::World world;
    world.refuse = [](const protocol::Start& s) -> std::optional<Error> {
        if (s.address != IpAddress::v4(0xc0000201U)) return std::nullopt;
        return Error{ErrorCode::limit, "too many", "less"};
    };
    Run run(world, {2, 1s, 1s, 56, {}}, 2);
    run.go();
    CHECK(run.failures[0] == "too many: less");
    CHECK(run.results[10].size() == 2);
    CHECK(run.error.empty());
}

TEST_CASE("what the way of sending can't do is said once, before anything is sent") {
    FakeChannel::World world;
    world.abilities.rung = Rung::command;
    world.abilities.least_interval = 200ms;
    world.abilities.most_probes = 2;
    world.abilities.largest_payload = 100;
    std::string error;
    SUBCASE("interval") {
        Run run(world, {3, 100ms, 1s, 56, {}});
        run.go();
        CHECK(run.error ==
              "an interval of 100ms is shorter than the 200ms that the way in use (ping command) "
              "allows: use -i 200ms");
    }
    SUBCASE("payload") {
        Run run(world, {3, 1s, 1s, 101, {}});
        run.go();
        CHECK(run.error.find("use -s 100") != std::string::npos);
    }
    SUBCASE("targets") {
        Run run(world, {3, 1s, 1s, 56, {}}, 3);
        run.go();
        CHECK(run.error.find("3 targets at once are more than the 2") != std::string::npos);
    }
    SUBCASE("a single request has no interval") {
        Run run(world, {1, 100ms, 1s, 56, {}});
        run.go();
        CHECK(run.error.empty());
        return;
    }
    CHECK(world.started.empty());
}

TEST_CASE("a channel that comes back goes on where it was") {
    FakeChannel::World world;
    world.lost_after = 2;
    world.comes_back = true;
    Run run(world, {5, 1s, 1s, 56, {}});
    run.go();
    CHECK(run.error.empty());
    CHECK(run.results[0] == std::vector<std::uint32_t>{0, 1, 2, 3, 4});
    REQUIRE(world.started.size() == 2);
    CHECK(world.started[1].count == 3);
}

TEST_CASE("a channel lost right after the last outcome leaves nothing to do") {
    FakeChannel::World world;
    world.lost_after = 3;
    world.comes_back = true;
    Run run(world);
    run.go();
    CHECK(run.results[0].size() == 3);
    CHECK(world.started.size() == 1);
}

TEST_CASE("a channel that never opens, or goes for good, is an error") {
    FakeChannel::World world;
    SUBCASE("never") {
        world.never_opens = Error{ErrorCode::permission, "no way", "mend it"};
        Run run(world);
        run.go();
        CHECK(run.error == "no way: mend it");
    }
    SUBCASE("gone") {
        world.lost_after = 1;
        Run run(world);
        run.go();
        CHECK(run.error == "the helper is gone: start it again");
        CHECK(run.results[0].size() == 1);
    }
}

TEST_CASE("without a count it runs until it is stopped") {
    FakeChannel::World world;
    Run run(world, {0, 1s, 1s, 56, {}});
    world.on_result = [&](int n) {
        if (n == 50) run.session->stop();
    };
    run.go();
    CHECK(run.error.empty());
    CHECK(run.results[0].size() == 50);
}

TEST_CASE("nothing to send ends at once") {
    FakeChannel::World world;
    Run run(world, {3, 1s, 1s, 56, {}}, 0);
    run.go();
    CHECK(run.error.empty());
}
