// The search on made-up paths: what passes, what is lost, what is said.
#include "agent/engine/path_mtu_search.h"

#include <doctest/doctest.h>

#include <functional>
#include <random>

#include "agent/engine/path_mtu_cache.h"

using namespace traypulse;
using MtuKind = MtuAnswer::Kind;

namespace {

const IpAddress kRouter = *IpAddress::parse("192.0.2.1");

struct MadeUpPath {
    Family family = Family::ipv4;
    std::uint32_t mtu = 1500;
    bool says = false;           // "too big"
    std::uint32_t said_mtu = 0;  // what it says; 0: nothing
    bool target_answers = true;
    std::uint32_t target_most = 65535;  // larger requests are dropped by the target
    double loss = 0;
    std::uint32_t seed = 1;
};

PathMtu search(const MadeUpPath& path, std::uint32_t largest = 1500) {
    std::mt19937 random(path.seed);
    std::bernoulli_distribution lost(path.loss);
    PathMtuSearch out(path.family, path.family == Family::ipv4 ? 84 : 104, largest);
    const auto send = [&](std::uint32_t size) -> MtuAnswer {
        if (lost(random)) return {};
        if (size > path.mtu) {
            if (!path.says) return {};
            MtuAnswer big;
            big.kind = MtuKind::too_big;
            big.mtu = path.said_mtu;
            big.router = kRouter;
            return big;
        }
        if (!path.target_answers || size > path.target_most || lost(random)) return {};
        MtuAnswer fits;
        fits.kind = MtuKind::fits;
        return fits;
    };
    int pairs = 0;
    while (const auto volley = out.next()) {
        REQUIRE(volley->count > 0);
        REQUIRE(volley->size <= largest);
        for (std::uint32_t i = 0; i < volley->count; ++i) {
            const bool small = send(out.small()).kind == MtuKind::fits;
            out.pair(volley->size, small, send(volley->size));
            REQUIRE(++pairs < 1000);
        }
    }
    return out.result();
}

}  // namespace

TEST_CASE("a path that takes everything needs one pair") {
    const auto found = search({});
    CHECK(found.finding == MtuFinding::whole);
    CHECK(found.mtu == 1500);
    CHECK(found.probes == 2);
    CHECK(found.smallest_lost == 0);
}

TEST_CASE("what a router announces is found quickly, and looked at before it is believed") {
    for (const std::uint32_t mtu : {1499U, 1492U, 1400U, 1280U, 1000U, 576U}) {
        const auto found = search({.mtu = mtu, .says = true, .said_mtu = mtu});
        CHECK(found.finding == MtuFinding::announced);
        CHECK(found.mtu == mtu);
        CHECK(found.smallest_lost == mtu + 1);
        CHECK(found.router == kRouter);
        CHECK(found.probes <= 8);
    }
}

TEST_CASE("a router that says too big and no size, or a wrong one") {
    for (const std::uint32_t mtu : {1497U, 1420U, 1300U, 700U})
        for (const std::uint32_t said : {0U, 1U, 68U, 1200U, 1500U, 65535U}) {
            CAPTURE(mtu);
            CAPTURE(said);
            const auto found = search({.mtu = mtu, .says = true, .said_mtu = said});
            CHECK(found.finding == MtuFinding::announced);
            CHECK(found.mtu == mtu);
        }
}

TEST_CASE("black holes of every size") {
    for (std::uint32_t mtu = 576; mtu < 1500; ++mtu) {
        const auto found = search({.mtu = mtu});
        REQUIRE_MESSAGE(found.finding == MtuFinding::black_hole, mtu);
        REQUIRE(found.mtu == mtu);
        REQUIRE(found.smallest_lost == mtu + 1);
    }
    for (std::uint32_t mtu = 1280; mtu < 1500; ++mtu) {
        const auto found = search({.family = Family::ipv6, .mtu = mtu});
        REQUIRE(found.finding == MtuFinding::black_hole);
        REQUIRE(found.mtu == mtu);
    }
}

TEST_CASE("random loss is not taken for a limit") {
    for (const double loss : {0.05, 0.1, 0.2})
        for (std::uint32_t seed = 1; seed <= 100; ++seed) {
            const auto whole = search({.loss = loss, .seed = seed});
            CHECK_MESSAGE(whole.mtu == 1500, "loss ", loss, " seed ", seed);
            const auto told =
                search({.mtu = 1420, .says = true, .said_mtu = 1420, .loss = loss, .seed = seed});
            CHECK_MESSAGE(told.mtu == 1420, "loss ", loss, " seed ", seed);
            const auto hole = search({.mtu = 1420, .loss = loss, .seed = seed});
            CHECK_MESSAGE(hole.mtu == 1420, "loss ", loss, " seed ", seed);
            CHECK(hole.finding == MtuFinding::black_hole);
        }
}

TEST_CASE("no answer at all, only to small ones, and too much loss for any answer") {
    const auto none = search({.target_answers = false});
    CHECK(none.finding == MtuFinding::no_answer);
    CHECK(none.mtu == 0);
    // Targets behind which a router speaks, but which are silent themselves.
    CHECK(search({.mtu = 1400, .says = true, .said_mtu = 1400, .target_answers = false}).finding ==
          MtuFinding::no_answer);
    const auto small = search({.target_most = 200});
    CHECK(small.finding == MtuFinding::small_only);
    CHECK(small.mtu == 200);
    CHECK(search({.family = Family::ipv6, .target_most = 1000}).finding == MtuFinding::small_only);
    int unsure = 0;
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        const auto found = search({.mtu = 1400, .loss = 0.75, .seed = seed});
        CHECK(found.finding != MtuFinding::whole);
        if (found.finding == MtuFinding::unsure || found.finding == MtuFinding::no_answer) ++unsure;
    }
    CHECK(unsure == 20);
}

TEST_CASE("the limit of this machine's own interface, and nothing that can be sent") {
    PathMtuSearch own(Family::ipv4, 84, 1500);
    while (const auto volley = own.next()) {
        MtuAnswer answer;
        answer.kind = volley->size > 1400 ? MtuKind::local_limit : MtuKind::fits;
        own.pair(volley->size, true, answer);
    }
    CHECK(own.result().finding == MtuFinding::announced);
    CHECK(own.result().mtu == 1400);
    CHECK(own.result().local);
    CHECK_FALSE(own.result().router);
    PathMtuSearch none(Family::ipv4, 84, 1500);
    MtuAnswer failed;
    failed.kind = MtuKind::not_sent;
    failed.error = 101;
    none.pair(1500, std::nullopt, failed);
    CHECK_FALSE(none.next());
    CHECK(none.result().finding == MtuFinding::unavailable);
    CHECK(none.result().error == 101);
}

TEST_CASE("what was found is believed for ten minutes") {
    PathMtuCache cache;
    const MonoTime start{std::chrono::hours(5)};
    const auto target = *IpAddress::parse("203.0.113.7");
    PathMtu mtu;
    mtu.finding = MtuFinding::black_hole;
    mtu.mtu = 1400;
    cache.put(target, mtu, start);
    REQUIRE(cache.get(target, start + kMtuAge));
    CHECK(cache.get(target, start + kMtuAge)->mtu == mtu);
    CHECK(cache.get(target, start + kMtuAge)->found == start);
    CHECK_FALSE(cache.get(target, start + kMtuAge + Nanoseconds(1)));
    CHECK_FALSE(cache.get(*IpAddress::parse("203.0.113.8"), start));
    mtu.finding = MtuFinding::no_answer;
    const auto other = *IpAddress::parse("203.0.113.9");
    cache.put(other, mtu, start);
    CHECK_FALSE(cache.get(other, start));
    mtu.finding = MtuFinding::whole;
    for (std::uint32_t i = 0; i < kMostMtus; ++i)
        cache.put(IpAddress::v4(0x0a000000 + i), mtu, start + std::chrono::seconds(1));
    CHECK_FALSE(cache.get(target, start));  // the oldest made way
    CHECK(cache.get(IpAddress::v4(0x0a000000), start));
    cache.clear();
    CHECK_FALSE(cache.get(IpAddress::v4(0x0a000000), start));
}
