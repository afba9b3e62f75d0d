#include "helper/prober.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <map>

#include "prober_bench.h"

using namespace traypulse;
using namespace traypulse::helper;
using namespace traypulse::helper::testing;
using namespace std::chrono_literals;
using protocol::EndReason;
using protocol::Outcome;

TEST_CASE("a stream sends at its interval and reports each reply once") {
    Bench bench;
    bench.answer_after(3ms);
    bench.start(1, 5, 100ms);
    bench.run(2s);
    CHECK(bench.sent.size() == 5);
    REQUIRE(bench.results.size() == 5);
    for (std::uint32_t i = 0; i < 5; ++i) {
        CHECK(bench.results[i].sequence == Sequence{i});
        CHECK(bench.results[i].outcome == Outcome::reply);
        CHECK(bench.results[i].rtt == Rtt{3ms});
        CHECK(bench.results[i].responder == bench.target);
        if (i > 0) CHECK(bench.sent[i].at - bench.sent[i - 1].at == 100ms);
    }
    REQUIRE(bench.ends.size() == 1);
    CHECK(bench.ends[0].reason == EndReason::count_reached);
    CHECK(bench.prober.streams() == 0);
    CHECK_FALSE(bench.prober.next_deadline());
}

TEST_CASE("silence is a timeout at exactly its time, and a reply after it is late") {
    Bench bench;
    bench.start(1, 0, 1s, 200ms);
    bench.run(100ms);
    REQUIRE(bench.sent.size() == 1);
    const auto request = bench.sent[0];
    bench.run_until(request.at + 200ms - 1ns);
    CHECK(bench.results.empty());
    bench.run_until(request.at + 200ms);
    REQUIRE(bench.results.size() == 1);
    CHECK(bench.results[0].outcome == Outcome::timeout);
    bench.run(50ms);
    CHECK(bench.reply(request));
    REQUIRE(bench.results.size() == 2);
    CHECK(bench.results[1].outcome == Outcome::late);
    CHECK(bench.results[1].rtt == Rtt{250ms});
    CHECK(bench.reply(request));
    CHECK(bench.results.back().outcome == Outcome::duplicate);
}

TEST_CASE("a reply that was seen too late to count is lost and late, in this order of truth") {
    Bench bench;
    bench.start(1, 1, 1s, 200ms);
    bench.poll();
    REQUIRE(bench.sent.size() == 1);
    bench.now += 5s;  // the process was stopped; the stamp shows when the reply came
    bench.reply(bench.sent[0], bench.now);
    REQUIRE(bench.results.size() == 2);
    CHECK(bench.results[0].outcome == Outcome::late);
    CHECK(bench.results[1].outcome == Outcome::timeout);
    REQUIRE(bench.ends.size() == 1);
    // But a reply that came in time is a reply, however late it is read.
    bench.start(2, 1, 1s, 200ms);
    bench.poll();
    const auto request = bench.sent.back();
    bench.now += 5s;
    bench.reply(request, request.at + 10ms);
    CHECK(bench.results.back().outcome == Outcome::reply);
    CHECK(bench.results.back().rtt == Rtt{10ms});
}

TEST_CASE("duplicates are told, and errors after an answer are not") {
    Bench bench;
    bench.start(1, 0, 1s);
    bench.poll();
    const auto request = bench.sent[0];
    bench.now += 1ms;
    bench.reply(request);
    bench.reply(request);
    bench.error(request, icmp::Kind::unreachable);
    REQUIRE(bench.results.size() == 2);
    CHECK(bench.results[0].outcome == Outcome::reply);
    CHECK(bench.results[1].outcome == Outcome::duplicate);
}

TEST_CASE("ICMP errors are outcomes of their own") {
    const std::map<icmp::Kind, Outcome> expected{{icmp::Kind::unreachable, Outcome::unreachable},
                                                 {icmp::Kind::ttl_exceeded, Outcome::ttl_exceeded},
                                                 {icmp::Kind::too_big, Outcome::too_big}};
    for (const auto& [kind, outcome] : expected) {
        Bench bench;
        bench.start(1, 1, 1s);
        bench.poll();
        bench.now += 7ms;
        CHECK(bench.error(bench.sent[0], kind));
        REQUIRE(bench.results.size() == 1);
        CHECK(bench.results[0].outcome == outcome);
        CHECK(bench.results[0].responder == bench.router);
        CHECK(bench.results[0].rtt == Rtt{7ms});
        CHECK(bench.results[0].mtu == 1400);
        CHECK(bench.ends.size() == 1);
        bench.run(5s);
        CHECK(bench.results.size() == 1);
    }
}

TEST_CASE("what is forged is not believed") {
    Bench bench;
    bench.start(1, 0, 1s);
    bench.poll();
    auto forged = bench.sent[0];
    bench.now += 1ms;
    forged.departure.cookie ^= 1;
    CHECK_FALSE(bench.reply(forged));
    CHECK_FALSE(bench.error(forged, icmp::Kind::unreachable));
    forged = bench.sent[0];
    forged.departure.destination = bench.router;
    CHECK_FALSE(bench.reply(forged));
    CHECK_FALSE(bench.error(forged, icmp::Kind::unreachable));
    forged = bench.sent[0];
    forged.departure.key += 1;
    CHECK_FALSE(bench.reply(forged));
    forged = bench.sent[0];
    forged.departure.path = Path::ipv4_whole;
    CHECK_FALSE(bench.reply(forged));
    CHECK(bench.results.empty());
    CHECK(bench.reply(bench.sent[0]));
}

TEST_CASE("an error that quotes too little for the cookie still counts by its destination") {
    Bench bench;
    bench.start(1, 1, 1s);
    bench.poll();
    CHECK(bench.error(bench.sent[0], icmp::Kind::ttl_exceeded, false));
    REQUIRE(bench.results.size() == 1);
}

TEST_CASE("a send that the kernel refuses is local, with its errno, and the stream goes on") {
    Bench bench;
    bench.send_error = ENETUNREACH;
    bench.start(1, 3, 10ms);
    bench.run(1s);
    REQUIRE(bench.results.size() == 3);
    for (const auto& r : bench.results) {
        CHECK(r.outcome == Outcome::send_failed);
        CHECK(r.error == ENETUNREACH);
    }
    CHECK(bench.ends.size() == 1);
}

TEST_CASE("a stop ends the stream at once, and nothing follows") {
    Bench bench;
    bench.start(1, 0, 10ms);
    bench.run(35ms);
    const auto request = bench.sent.back();
    const auto sent = bench.sent.size();
    bench.prober.stop(bench.client, ProbeId{1});
    bench.prober.stop(bench.client, ProbeId{1});
    REQUIRE(bench.ends.size() == 1);
    CHECK(bench.ends[0].reason == EndReason::stopped);
    const auto before = bench.results.size();
    bench.reply(request);
    bench.run(5s);
    CHECK(bench.results.size() == before);
    CHECK(bench.sent.size() == sent);
    SUBCASE("and its id may be used again, without hearing of the old one") {
        bench.start(1, 0, 1s);
        bench.poll();
        bench.reply(request);
        CHECK(bench.results.size() == before);
    }
}

TEST_CASE("a client that goes takes its streams with it") {
    Bench bench;
    for (std::uint32_t i = 0; i < 50; ++i) bench.start(i, 0, 100ms);
    bench.run(150ms);
    bench.prober.disconnect(bench.client);
    const auto sent = bench.sent.size();
    const auto results = bench.results.size();
    bench.run(5s);
    CHECK(bench.sent.size() == sent);
    CHECK(bench.results.size() == results);
    CHECK(bench.prober.streams() == 0);
    CHECK_FALSE(bench.prober.next_deadline());
}

TEST_CASE("thousands of targets are spread over the interval") {
    Limits limits = Limits::uncapped();
    Bench bench(limits);
    for (std::uint32_t i = 0; i < 2000; ++i) bench.start(i, 0, 1s);
    bench.run(10s);
    std::map<std::int64_t, int> per_bin;  // of 10 ms, once they have all begun
    for (const auto& s : bench.sent)
        if (s.at - bench.begin > 2s) ++per_bin[(s.at - bench.begin) / 10ms];
    for (const auto& [bin, count] : per_bin) CHECK(count <= 20);  // evenly
    CHECK(bench.sent.size() >= 18'000);
}

TEST_CASE("what was missed while stopped is skipped, not sent in a burst") {
    Bench bench;
    bench.start(1, 0, 10ms);
    bench.run(95ms);
    const auto before = bench.sent.size();
    bench.now += 60s;
    bench.poll();
    CHECK(bench.sent.size() == before + 1);
    bench.run(100ms);
    CHECK(bench.sent.size() <= before + 12);
}

TEST_CASE("no user exceeds its rate, and none starves another") {
    Bench bench;
    const ConnectionId other{2};
    bench.prober.connect(other, 1001, bench.now);
    for (std::uint32_t i = 0; i < 4000; ++i) bench.start(i, 1, 1s, 60s);
    bench.start_as(other, 1, 0, 100ms);
    bench.run(1s);
    std::size_t of_other = 0;
    for (const auto& s : bench.sent)
        of_other += s.departure.destination == bench.other_target ? 1 : 0;
    CHECK(of_other >= 9);
    CHECK(bench.sent.size() - of_other <= 200 + 1000);
    CHECK(bench.sent.size() - of_other >= 1190);
}

TEST_CASE("who leaves and comes back finds the bucket as it was") {
    Bench bench;
    for (std::uint32_t i = 0; i < 300; ++i) bench.start(i, 1, 1s);
    bench.poll();
    CHECK(bench.sent.size() == 200);
    bench.prober.disconnect(bench.client);
    bench.prober.connect(bench.client, 1000, bench.now);
    for (std::uint32_t i = 0; i < 300; ++i) bench.start(i, 1, 1s);
    bench.poll();
    CHECK(bench.sent.size() == 200);
}

TEST_CASE("when every key waits, that is a local failure and not an end") {
    Bench bench(Limits::uncapped(), 1);
    for (std::uint32_t i = 0; i < 70'000; ++i) bench.start(i, 1, 1s, 60s);
    bench.run(2s);
    CHECK(bench.sent.size() == 65'536);
    REQUIRE(bench.results.size() == 70'000 - 65'536);
    CHECK(bench.results[0].error == ENOBUFS);
    bench.run(70s);
    CHECK(bench.results.size() == 70'000);
    CHECK(bench.ends.size() == 70'000);
}

TEST_CASE(
    "the kernel's transmit stamp replaces ours, while the request waits and where it makes sense") {
    Bench bench;
    bench.start(1, 1, 1s);
    bench.poll();
    REQUIRE(bench.sent.size() == 1);
    const auto& sent = bench.sent[0];
    const auto real = Bench::real(sent.at);
    const auto stamp = [&](Nanoseconds was, Nanoseconds at, MonoTime now) {
        bench.prober.stamped(sent.departure.path, {sent.departure.key, was, at}, now);
    };
    stamp(real + 1ns, real + 5ms, sent.at + 10ms);  // of another request that had this slot
    stamp(real, real + 5ms, sent.at + 4ms);         // from the future: the clock was set
    stamp(real, real + 3ms, sent.at + 4ms);
    bench.now = sent.at + 10ms;
    bench.reply(sent);
    REQUIRE(bench.results.size() == 1);
    CHECK(bench.results[0].rtt.value == 7ms);
    stamp(real + 3ms, real + 4ms, sent.at + 20ms);  // answered already: nothing happens
    CHECK(bench.results.size() == 1);
}

TEST_CASE("what a router added goes along with the error it came with, and nothing else does") {
    Bench bench;
    bench.start(1, 4, 100ms);
    bench.run(350ms);
    REQUIRE(bench.sent.size() == 4);
    const std::vector<std::uint8_t> added{0x20, 0, 1, 2, 0, 8, 1, 1};
    CHECK(bench.error(bench.sent[1], icmp::Kind::ttl_exceeded, true, added));
    REQUIRE(bench.additions.size() == 1);
    CHECK(bench.additions[0].probe == ProbeId{1});
    CHECK(bench.additions[0].sequence == Sequence{1});
    CHECK(bench.additions[0].size == added.size());
    CHECK(std::equal(added.begin(), added.end(), bench.additions[0].bytes.begin()));
    // A second one about the same request says nothing new.
    CHECK(bench.error(bench.sent[1], icmp::Kind::ttl_exceeded, true, added));
    CHECK(bench.additions.size() == 1);
    const std::vector<std::uint8_t> too_much(protocol::kMostExtensions + 1);
    CHECK(bench.error(bench.sent[2], icmp::Kind::ttl_exceeded, true, too_much));
    CHECK(bench.error(bench.sent[3], icmp::Kind::ttl_exceeded));
    CHECK(bench.additions.size() == 1);
    CHECK(bench.results.size() == 3);
}
