// Questions are bounded in number and rate; what a portal says is believed with care.
#include <doctest/doctest.h>

#include "agent/engine/inquiries.h"

using namespace traypulse;
using namespace std::chrono_literals;

namespace {
constexpr MonoTime kBegin{1h};
PortalAnswer says(PortalAnswer::State state) { return {state, ""}; }
}  // namespace

TEST_CASE("inquiries: the same question is not asked twice at once, nor again too soon") {
    Inquiries q;
    const auto first = q.ask(kBegin, Question::service, TargetId(1), {}, 30s);
    REQUIRE(first);
    CHECK_FALSE(q.ask(kBegin + 40s, Question::service, TargetId(1), {}, 30s));
    CHECK(q.answered(first->id, true));
    CHECK_FALSE(q.answered(first->id, true));  // nobody waits for it any more
    CHECK_FALSE(q.ask(kBegin + 29s, Question::service, TargetId(1), {}, 30s));
    CHECK(q.ask(kBegin + 30s, Question::service, TargetId(1), {}, 30s));
}

TEST_CASE("inquiries: so many at once, and one that is never answered gives its place back") {
    Inquiries q;
    for (std::uint32_t i = 1; i <= asking::kMostAtOnce; ++i)
        CHECK(q.ask(kBegin, Question::evidence, TargetId(i), {}, 1min));
    CHECK_FALSE(q.ask(kBegin + 1s, Question::evidence, TargetId(99), {}, 1min));
    CHECK(q.ask(kBegin + asking::kPatience, Question::evidence, TargetId(99), {}, 1min));
}

TEST_CASE("portal: one word is not enough while nothing else is wrong") {
    PortalWatch p;
    p.wish(kBegin);
    REQUIRE(p.due(kBegin));
    p.asked(kBegin);
    p.answered(kBegin, says(PortalAnswer::State::captive), false);
    CHECK_FALSE(p.believed());
    CHECK(p.due(kBegin + asking::kPortalConfirm));
    p.answered(kBegin + 1s, says(PortalAnswer::State::captive), false);
    REQUIRE(p.believed());
    CHECK(p.believed()->state == PortalAnswer::State::captive);
    CHECK_FALSE(p.due(kBegin + 10s));
    CHECK(p.due(kBegin + 1s + asking::kPortalWhileCaptive));
    // One request that is lost does not take it away; an answer from beyond does.
    p.answered(kBegin + 11s, says(PortalAnswer::State::no_answer), false);
    CHECK(p.believed()->state == PortalAnswer::State::captive);
    p.answered(kBegin + 21s, says(PortalAnswer::State::open), false);
    CHECK(p.believed()->state == PortalAnswer::State::open);
    CHECK_FALSE(p.next());
}

TEST_CASE("portal: with something silent, one word is enough; without an answer it gives up") {
    PortalWatch p;
    p.answered(kBegin, says(PortalAnswer::State::captive), true);
    CHECK(p.believed()->state == PortalAnswer::State::captive);
    p.reset();
    CHECK_FALSE(p.believed());
    for (int i = 0; i <= asking::kPortalRetries; ++i)
        p.answered(kBegin, says(PortalAnswer::State::no_answer), false);
    CHECK_FALSE(p.next());
}
