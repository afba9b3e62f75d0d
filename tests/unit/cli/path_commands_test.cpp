// `trace` and `mtu` through run(), over a channel of the test's own.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "agent/cli/wiring.h"
#include "tests/unit/cli/fake_channel.h"

using namespace traypulse;
using namespace traypulse::cli;
using nlohmann::json;
using protocol::Outcome;
using test::FakeChannel;

namespace {

struct PathBench {
    PathBench() {
        world.abilities.sets_ttl = true;
        world.abilities.dont_fragment = true;
        world.abilities.flows = true;
        wiring.out = [this](std::string_view text) {
            out += text;
            return true;
        };
        wiring.err = [this](std::string_view text) { err += text; };
        wiring.make_channel = [this](uv_loop_t* loop, const PingOptions&) {
            return std::make_unique<FakeChannel>(loop, world);
        };
        wiring.make_resolve = [](uv_loop_t*) -> Resolve {
            return [](const CheckSpec& check, const std::function<void(Result<IpAddress>)>& done) {
                if (const auto address = IpAddress::parse(check.host)) return done(*address);
                done(Error{ErrorCode::name_not_found, "the name does not exist",
                           "check the spelling"});
            };
        };
    }
    int run(const std::vector<std::string>& arguments) { return cli::run(arguments, wiring); }
    json last() const {
        std::istringstream in(out);
        json found;
        for (std::string line; std::getline(in, line);) found = json::parse(line);
        return found;
    }

    FakeChannel::World world;
    Wiring wiring;
    std::string out;
    std::string err;
};

// A way of two routers; the target answers from the third hop on.
std::vector<protocol::ProbeResult> two_routers(const protocol::Start& s, std::uint32_t seq) {
    const bool arrives = s.ttl.value >= 3;
    auto r = FakeChannel::result(s, seq, arrives ? Outcome::reply : Outcome::ttl_exceeded);
    if (!arrives) r.responder = IpAddress::v4(0xc0000200U + s.ttl.value);
    return {r};
}

}  // namespace

TEST_CASE("a trace asks every hop by one flow, where the helper knows flows") {
    for (const bool flows : {true, false}) {
        CAPTURE(flows);
        PathBench b;
        b.world.abilities.flows = flows;
        b.world.answer = two_routers;
        CHECK(b.run({"trace", "-n", "--json", "203.0.113.7"}) == 0);
        CHECK(b.last()["hops"] == 3);
        CHECK(b.last()["method"] == "icmp");
        REQUIRE(b.world.started.size() == 30);
        std::set<int> ttls;
        for (const auto& s : b.world.started) {
            CHECK(s.flow == (flows ? 1 : 0));
            CHECK(s.count == 3);
            ttls.insert(s.ttl.value);
        }
        CHECK(ttls.size() == 30);
        CHECK(b.world.alive == 0);
        CHECK(b.err.empty());
    }
}

TEST_CASE("many flows stay within half of what the helper allows a second") {
    PathBench b;
    b.world.answer = two_routers;
    b.world.abilities.packets_per_second = 1000;
    CHECK(b.run({"trace", "-n", "--json", "--flows", "16", "203.0.113.7"}) == 0);
    double rate = 0;
    for (const auto& s : b.world.started) rate += 1e9 / static_cast<double>(s.interval.count());
    CHECK(b.world.started.size() == 480);
    CHECK(rate <= 501);
}

TEST_CASE("a refusal and a lost channel are said, and are 2") {
    PathBench b;
    b.world.refuse = [](const protocol::Start&) -> std::optional<Error> {
        return Error{ErrorCode::limit, "too many packets a second", "ask for less"};
    };
    CHECK(b.run({"trace", "-n", "203.0.113.7"}) == 2);
    CHECK(b.err == "traypulse: 203.0.113.7: too many packets a second: ask for less\n");
    b.err.clear();
    CHECK(b.run({"mtu", "203.0.113.7"}) == 2);
    CHECK(b.err == "traypulse: 203.0.113.7: too many packets a second: ask for less\n");
    PathBench lost;
    lost.world.answer = two_routers;
    lost.world.lost_after = 5;
    CHECK(lost.run({"trace", "-n", "203.0.113.7"}) == 2);
    CHECK(lost.err == "traypulse: 203.0.113.7: the helper is gone: try again\n");
    CHECK(lost.run({"trace", "no.example"}) == 2);
    CHECK(lost.world.alive == 0);
}

TEST_CASE("a path MTU by whole packets of one flow") {
    PathBench b;
    b.world.answer = [](const protocol::Start& s, std::uint32_t seq) {
        const std::uint32_t size = s.payload_size + 28U;
        auto r = FakeChannel::result(s, seq, size > 1400 ? Outcome::too_big : Outcome::reply);
        if (size > 1400) {
            r.mtu = 1400;
            r.responder = IpAddress::v4(0xc0000201);
        }
        return std::vector{r};
    };
    CHECK(b.run({"mtu", "--json", "203.0.113.7"}) == 0);
    CHECK(b.last()["mtu"] == 1400);
    CHECK(b.last()["finding"] == "announced");
    CHECK(b.last()["router"] == "192.0.2.1");
    for (const auto& s : b.world.started) {
        CHECK(s.dont_fragment);
        CHECK(s.flow == 1);
        CHECK(s.count == 1);
        CHECK(s.payload_size <= 1472);
    }
}
