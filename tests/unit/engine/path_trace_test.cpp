#include "agent/engine/path_trace.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace std::chrono_literals;
using Kind = PathAnswer::Kind;

namespace {

IpAddress ip(const char* text) { return *IpAddress::parse(text); }

PathAnswer answer(int ttl, Kind kind, const char* from, Nanoseconds rtt = 1ms, int flow = 1) {
    PathAnswer out;
    out.kind = kind;
    out.ttl = Ttl{static_cast<std::uint8_t>(ttl)};
    out.flow = static_cast<std::uint16_t>(flow);
    if (*from != 0) out.responder = ip(from);
    out.rtt = Rtt{rtt};
    return out;
}

void tell(PathTraceBook& book, const PathAnswer& a) {
    book.sent(a.ttl);
    book.answer(a);
}

using M = LossMeaning;
std::vector<M> judged(const std::vector<std::pair<int, int>>& hops, bool reached = true) {
    std::vector<HopLoss> in;
    in.reserve(hops.size());
    for (const auto& [sent, received] : hops)
        in.push_back({static_cast<std::uint32_t>(sent), static_cast<std::uint32_t>(received)});
    return judge_loss(in, reached);
}

}  // namespace

TEST_CASE("loss of a hop is real only where it carries on to the target") {
    CHECK(judged({{3, 3}, {3, 3}}) == std::vector{M::none, M::none});
    // A router that answers one in three, on a way that loses nothing.
    CHECK(judged({{3, 3}, {3, 1}, {3, 3}}) == std::vector{M::none, M::local, M::none});
    CHECK(judged({{3, 3}, {3, 0}, {3, 3}}) == std::vector{M::none, M::silent, M::none});
    // From the second hop on a third is lost.
    CHECK(judged({{90, 90}, {90, 60}, {90, 62}, {90, 58}}) ==
          std::vector{M::none, M::real, M::real, M::real});
    // The same, and one router of it that answers hardly at all.
    CHECK(judged({{90, 90}, {90, 60}, {90, 5}, {90, 58}}) ==
          std::vector{M::none, M::real, M::local, M::real});
    // Only the target loses: that is where it begins.
    CHECK(judged({{90, 90}, {90, 90}, {90, 58}}) == std::vector{M::none, M::none, M::real});
    // A hop behind which one that loses nothing lies is never to blame.
    CHECK(judged({{90, 45}, {90, 90}, {90, 45}}) == std::vector{M::local, M::none, M::real});
}

TEST_CASE("without the target's answers no loss is called real") {
    CHECK(judged({{9, 9}, {9, 3}}, false) == std::vector{M::none, M::unknown});
    CHECK(judged({{9, 3}, {9, 9}}, false) == std::vector{M::local, M::none});
    CHECK(judged({{9, 6}, {9, 6}}, false) == std::vector{M::unknown, M::unknown});
    CHECK(judged({}, false).empty());
    CHECK(judged({{0, 0}, {3, 3}}) == std::vector{M::none, M::none});
}

TEST_CASE("a path ends where its target answers first") {
    PathTraceBook book;
    CHECK_FALSE(book.distance());
    for (int n = 0; n < 3; ++n) {
        tell(book, answer(1, Kind::router, "192.0.2.1", 1ms * (n + 1)));
        tell(book, answer(2, Kind::silence, ""));
        tell(book, answer(5, Kind::target, "203.0.113.5"));
        tell(book, answer(4, Kind::target, "203.0.113.5"));
        tell(book, answer(3, n == 0 ? Kind::router : Kind::silence, "192.0.2.3"));
    }
    CHECK(book.distance() == Ttl{4});
    const auto trace = book.trace();
    CHECK(trace.end == PathEnd::reached);
    REQUIRE(trace.hops.size() == 4);
    CHECK(trace.hops[0].routers.size() == 1);
    CHECK(trace.hops[0].rtt().best == 1ms);
    CHECK(trace.hops[0].rtt().worst == 3ms);
    CHECK(trace.hops[0].rtt().average() == 2ms);
    CHECK(trace.hops[1].routers.empty());
    CHECK(trace.hops[1].meaning == M::silent);
    CHECK(trace.hops[2].meaning == M::local);
    CHECK(trace.hops[2].loss() == doctest::Approx(2.0 / 3));
    CHECK(trace.hops[3].routers[0].is_target);
}

TEST_CASE("flows show equal-cost paths, in the order of their answers") {
    PathTraceBook book;
    for (const int flow : {1, 2, 3, 4})
        tell(book, answer(1, Kind::router, flow % 2 == 0 ? "192.0.2.2" : "192.0.2.1", 1ms, flow));
    const auto trace = book.trace();
    REQUIRE(trace.hops.size() == 1);
    REQUIRE(trace.hops[0].routers.size() == 2);
    CHECK(trace.hops[0].routers[0].flows == std::set<std::uint16_t>{1, 3});
    CHECK(trace.hops[0].routers[1].flows == std::set<std::uint16_t>{2, 4});
    CHECK(trace.end == PathEnd::silent);
}

TEST_CASE("who refuses ends the path, and says how") {
    PathTraceBook book;
    tell(book, answer(1, Kind::router, "192.0.2.1"));
    auto no = answer(2, Kind::unreachable, "192.0.2.2");
    no.icmp_type = 3;
    no.icmp_code = 13;
    tell(book, no);
    no.ttl = Ttl{3};
    tell(book, no);
    const auto trace = book.trace();
    CHECK(trace.end == PathEnd::unreachable);
    REQUIRE(trace.hops.size() == 2);
    CHECK(trace.hops[1].routers[0].refusal == "prohibited by a firewall (!X)");
    CHECK(refusal_text(Family::ipv4, 3, 0) == "network unreachable (!N)");
    CHECK(refusal_text(Family::ipv4, 3, 1) == "host unreachable (!H)");
    CHECK(refusal_text(Family::ipv6, 1, 3) == "host unreachable (!H)");
    CHECK(refusal_text(Family::ipv6, 1, 1) == "prohibited by a firewall (!X)");
}

TEST_CASE("nothing answers, and nothing is sent, are two things") {
    PathTraceBook silent;
    for (int ttl = 1; ttl < 30; ++ttl) tell(silent, answer(ttl, Kind::silence, ""));
    CHECK(silent.trace().end == PathEnd::nothing);
    CHECK(silent.trace().hops.empty());
    PathTraceBook unsent;
    auto failed = answer(1, Kind::not_sent, "");
    failed.error = 101;
    tell(unsent, failed);
    CHECK(unsent.trace().end == PathEnd::not_sent);
    CHECK(unsent.trace().error == 101);
}
