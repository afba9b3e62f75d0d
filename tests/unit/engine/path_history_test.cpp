#include "agent/engine/path_history.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace std::chrono_literals;
using Verdict = PathHistory::Verdict;

namespace {

const MonoTime kStart{std::chrono::hours(3)};

// "192.0.2.1", "*", "192.0.2.2|192.0.2.3"; the last one is the target unless `reached` is false.
PathTrace trace(const std::vector<std::string>& hops, bool reached = true) {
    PathTraceBook book;
    for (std::size_t i = 0; i < hops.size(); ++i) {
        const Ttl ttl{static_cast<std::uint8_t>(i + 1)};
        std::string rest = hops[i];
        std::uint16_t flow = 0;
        while (!rest.empty()) {
            const auto end = rest.find('|');
            const auto one = rest.substr(0, end);
            rest = end == std::string::npos ? "" : rest.substr(end + 1);
            PathAnswer a;
            a.ttl = ttl;
            a.flow = ++flow;
            a.rtt = Rtt{1ms * (i + 1)};
            if (one != "*") {
                a.kind = reached && i + 1 == hops.size() ? PathAnswer::Kind::target
                                                         : PathAnswer::Kind::router;
                a.responder = *IpAddress::parse(one);
            }
            book.sent(ttl);
            book.answer(a);
        }
    }
    return book.trace();
}

const std::vector<std::string> kHome{"192.0.2.1", "192.0.2.2", "192.0.2.3", "203.0.113.7"};

}  // namespace

TEST_CASE("silence, an early end and a return are no change of the route") {
    PathHistory history;
    auto now = kStart;
    const auto add = [&](const std::vector<std::string>& hops, bool reached = true) {
        return history.add(trace(hops, reached), now += 1min);
    };
    CHECK(add(kHome) == Verdict::same);
    CHECK(add({"192.0.2.1", "*", "192.0.2.3", "203.0.113.7"}) == Verdict::same);
    CHECK(add({"192.0.2.1"}, false) == Verdict::same);
    CHECK(add({}, false) == Verdict::same);
    CHECK(add(kHome) == Verdict::same);
    CHECK(history.view().since == kStart + 1min);
}

TEST_CASE("another router in the place of one, confirmed, is a change with both routes") {
    PathHistory history;
    history.add(trace(kHome), kStart);
    const std::vector<std::string> other{"192.0.2.1", "198.51.100.2", "192.0.2.3", "203.0.113.7"};
    CHECK(history.add(trace(other), kStart + 1min) == Verdict::suspect);
    // Not learnt before it is confirmed.
    CHECK(history.view().hops[1].routers[0].address.text() == "192.0.2.2");
    const auto change = history.confirm(trace(other), kStart + 1min);
    REQUIRE(change);
    CHECK(change->text == "hop 2 was 192.0.2.2 and is 198.51.100.2");
    CHECK(change->before == "192.0.2.1 > 192.0.2.2 > 192.0.2.3 > 203.0.113.7");
    CHECK(change->after == "192.0.2.1 > 198.51.100.2 > 192.0.2.3 > 203.0.113.7");
    CHECK(history.add(trace(other), kStart + 2min) == Verdict::same);
    CHECK(history.view().since == kStart + 1min);
    CHECK(history.view().hops[1].sent == 2);  // statistics of this route only
    CHECK(history.add(trace(kHome), kStart + 3min) == Verdict::suspect);
}

TEST_CASE("a further equal-cost path is learnt, not announced") {
    PathHistory history;
    history.add(trace(kHome), kStart);
    const std::vector<std::string> other{"192.0.2.1", "198.51.100.2", "192.0.2.3", "203.0.113.7"};
    const std::vector<std::string> both{"192.0.2.1", "198.51.100.2|192.0.2.2", "192.0.2.3",
                                        "203.0.113.7"};
    CHECK(history.add(trace(other), kStart + 1min) == Verdict::suspect);
    CHECK_FALSE(history.confirm(trace(both), kStart + 1min));
    CHECK(history.add(trace(other), kStart + 2min) == Verdict::same);
    CHECK(history.add(trace(kHome), kStart + 3min) == Verdict::same);
    CHECK(history.view().hops[1].routers.size() == 2);
}

TEST_CASE("a suspicion that does not come again is forgotten") {
    PathHistory history;
    history.add(trace(kHome), kStart);
    CHECK(history.add(trace({"192.0.2.9", "192.0.2.2", "192.0.2.3", "203.0.113.7"}),
                      kStart + 1min) == Verdict::suspect);
    CHECK_FALSE(history.confirm(trace(kHome), kStart + 1min));
    CHECK_FALSE(history.confirm(trace({"192.0.2.1"}, false), kStart + 2min));
}

TEST_CASE("a longer way is another way, though every known place is silent") {
    PathHistory history;
    history.add(trace(kHome), kStart);
    const std::vector<std::string> longer{"192.0.2.1", "*", "*", "*", "203.0.113.7"};
    CHECK(history.add(trace(longer), kStart + 1min) == Verdict::suspect);
    const auto change = history.confirm(trace(longer), kStart + 1min);
    REQUIRE(change);
    CHECK(change->text == "the way has 5 hops instead of 4");
    CHECK(change->after == "192.0.2.1 > * > * > * > 203.0.113.7");
}

TEST_CASE("hop statistics over a window, with loss that means something") {
    PathHistory history;
    auto now = kStart;
    for (int i = 0; i < 30; ++i) {
        auto hops = kHome;
        if (i % 3 != 0) hops[1] = "*";
        history.add(trace(hops), now += 1min);
    }
    const auto view = history.view();
    REQUIRE(view.hops.size() == 4);
    CHECK(view.reached);
    CHECK(view.hops[1].sent == 30);
    CHECK(view.hops[1].received == 10);
    CHECK(view.hops[1].meaning == LossMeaning::local);
    CHECK(view.hops[1].rtt.average() == 2ms);
    CHECK(view.hops[3].meaning == LossMeaning::none);
    history.add(trace(kHome), now + kPathWindow + 1s);
    CHECK(history.view().hops[1].sent == 1);
    for (int i = 0; i < 1000; ++i) history.add(trace(kHome), now + kPathWindow + 1s);
    CHECK(history.view().hops[0].sent == kMostTraces);
}

TEST_CASE("names, and who has none yet") {
    PathHistory history;
    history.add(trace({"192.0.2.1", "203.0.113.7"}), kStart);
    CHECK(history.nameless().size() == 2);
    history.name(*IpAddress::parse("192.0.2.1"), "router.example");
    CHECK(history.nameless().size() == 1);
    CHECK(history.view().hops[0].routers[0].name == "router.example");
    // Ever new addresses fill no memory.
    for (std::uint32_t i = 0; i < 1000; ++i) {
        auto t = trace({"192.0.2.1", "203.0.113.7"});
        PathRouter extra;
        extra.address = IpAddress::v4(0x0a000000 + i);
        t.hops[0].routers.push_back(extra);
        history.add(t, kStart);
    }
    CHECK(history.nameless().size() <= kMostAddresses + 1);
}
