// What a hook is told, in which order, and when again.
#include "agent/hooks/outbox.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace std::chrono_literals;
using namespace traypulse;
using namespace traypulse::hooks;
using Came = Attempt::Result;

namespace {

Instant at(Nanoseconds since_start) {
    return Instant{MonoTime(1h), WallTime(1'000'000s)} + since_start;
}

OutageRecord outage(std::uint32_t id, bool told = true) {
    OutageRecord out;
    out.id = id;
    out.cause = Cause::target_down;
    out.began = WallTime(999'999s);
    out.affected = {"Shop"};
    out.told = told;
    return out;
}

OutageRecord over(std::uint32_t id, const std::string& how = "recovered") {
    auto out = outage(id);
    out.ended = WallTime(1'000'001s);
    out.how = how;
    return out;
}

/// "outage 1, recovery 1"
std::string waiting(const Outbox& box) {
    std::string out;
    for (const auto& m : box.kept().waiting)
        out += (out.empty() ? "" : ", ") + std::string(to_string(m.event)) + " " +
               std::to_string(m.record.id);
    return out;
}

void attempt(Outbox& box, Came result, Instant now) {
    REQUIRE(box.due(now) != nullptr);
    box.began();
    box.ended({result, "broken"}, now);
}

}  // namespace

TEST_CASE("an outage is told once, when a person was told, and its end once") {
    Outbox box(1);
    box.on_record(outage(1, false), at(0s));
    CHECK(waiting(box).empty());
    CHECK(box.due(at(0s)) == nullptr);
    box.on_words(1, Event::outage, "Shop is down", "No answer.");
    box.on_record(outage(1), at(1s));
    box.on_record(outage(1), at(2s));
    CHECK(waiting(box) == "outage 1");
    CHECK(summary_of(box.kept().waiting[0]) == "Shop is down. No answer.");
    box.on_record(over(1), at(3s));
    box.on_words(1, Event::recovery, "Shop is back", "It was down for 2 s.");
    box.on_record(over(1), at(4s));
    CHECK(waiting(box) == "outage 1, recovery 1");
    CHECK(summary_of(box.kept().waiting[1]) == "Shop is back. It was down for 2 s.");
    // One that nobody was told of has no end either.
    box.on_record(outage(2, false), at(5s));
    box.on_record(over(2), at(6s));
    box.on_record(over(3), at(6s));
    CHECK(waiting(box) == "outage 1, recovery 1");
    attempt(box, Came::delivered, at(7s));
    attempt(box, Came::delivered, at(7s));
    CHECK(box.due(at(8s)) == nullptr);
    CHECK_FALSE(box.next_deadline().has_value());
    CHECK(box.counts().delivered == 2);
}

TEST_CASE("an end that is no recovery says how; what began before the hook is not told") {
    Outbox box(1);
    box.ignore(1);
    box.on_record(outage(1), at(0s));
    box.on_record(over(1), at(1s));
    CHECK(waiting(box).empty());
    box.on_record(outage(2), at(2s));
    box.on_record(over(2, "the computer slept"), at(3s));
    CHECK(summary_of(box.kept().waiting[1]) == "Shop down: over. the computer slept");
}

TEST_CASE("only what is wanted is told") {
    Outbox box(1);
    box.want(false, true);
    box.on_record(outage(1), at(0s));
    box.on_record(over(1), at(1s));
    CHECK(waiting(box) == "recovery 1");
    box.want(true, false);
    box.on_record(outage(2), at(2s));
    box.on_record(over(2), at(3s));
    CHECK(waiting(box) == "recovery 1, outage 2");
}

TEST_CASE("what fails stays first, unchanged, and waits longer each time") {
    Outbox box(7);
    box.on_record(outage(1), at(0s));
    auto now = at(0s);
    Nanoseconds last{};
    for (int i = 0; i < 15; ++i) {
        attempt(box, Came::failed, now);
        const auto wait = *box.next_deadline() - now.mono;
        const auto full = std::min<Nanoseconds>(kFirstWait * (1 << std::min(i, 9)), kLongestWait);
        CHECK(wait <= full);
        CHECK(wait >= full * 3 / 4);
        CHECK(box.due(now) == nullptr);
        last = wait;
        now = now + wait;
    }
    CHECK(last >= kLongestWait * 3 / 4);
    CHECK(box.trouble() == "broken");
    // Words that come late do not change what has been tried; the end does not overtake it.
    box.on_words(1, Event::outage, "Another", "title");
    box.on_record(over(1), now);
    CHECK(waiting(box) == "outage 1, recovery 1");
    CHECK(box.kept().waiting[0].title == "Shop down");
    CHECK_FALSE(box.kept().waiting[0].record.ended.has_value());
    // Something new, or the network, is a reason to try at once.
    CHECK(box.due(now) != nullptr);
    attempt(box, Came::delivered, now);
    CHECK(box.trouble().empty());
    attempt(box, Came::failed, now);
    CHECK(*box.next_deadline() - now.mono <= kFirstWait);  // the next one begins from the start
    box.hurry(now);
    CHECK(box.due(now) != nullptr);
}

TEST_CASE("what is refused, too old, or too much is lost and counted") {
    Outbox box(1);
    box.on_record(outage(1), at(0s));
    box.on_record(outage(2), at(0s));
    attempt(box, Came::refused, at(0s));
    CHECK(waiting(box) == "outage 2");
    CHECK(box.counts().lost == 1);
    CHECK(box.lost_lately(at(1h)));
    CHECK_FALSE(box.lost_lately(at(25h)));
    attempt(box, Came::failed, at(1s));
    CHECK(box.due(at(kGivenUpAfter + 1s)) == nullptr);
    CHECK(waiting(box).empty());
    CHECK(box.counts().lost == 2);

    Outbox full(1);
    full.on_record(outage(1), at(0s));
    attempt(full, Came::failed, at(0s));  // the first is under way now and then
    for (std::uint32_t id = 2; id <= kMostWaiting + 2; ++id) full.on_record(outage(id), at(0s));
    CHECK(full.kept().waiting.size() == kMostWaiting);
    CHECK(full.counts().lost == 2);
    CHECK(full.kept().waiting[0].record.id == 1);
    CHECK(full.kept().waiting[1].record.id == 4);
}

TEST_CASE("a restart goes on where it was") {
    Outbox box(1);
    box.on_record(outage(1), at(0s));
    box.on_record(outage(2), at(0s));
    attempt(box, Came::delivered, at(0s));
    Outbox again(2, box.kept());
    REQUIRE(again.due(at(1s)) != nullptr);
    CHECK(waiting(again) == "outage 2");
    again.on_record(outage(1), at(1s));
    CHECK(waiting(again) == "outage 2");
    again.on_record(over(1), at(2s));
    CHECK(waiting(again) == "outage 2, recovery 1");
}

TEST_CASE("a payload is bounded, whatever the outage") {
    Message m;
    m.record = over(5);
    m.record.affected.clear();
    for (int i = 0; i < 4096; ++i) m.record.affected.push_back(std::string(99, 'x') + "ü");
    for (int i = 0; i < 500; ++i) m.record.evidence.push_back({std::string(5000, '"'), "v", {}});
    m.event = Event::recovery;
    m.title = std::string(299, 'a') + "ü\xff";
    const Sender sender{"desk", "1.2", [](const std::string&) { return std::string(3000, 'u'); },
                        [](WallTime) { return std::string("T"); }};
    const auto text = payload_of(m, sender);
    CHECK(text.size() < 128UL * 1024);
    const auto json = nlohmann::json::parse(text);
    CHECK(json["targets"].size() == kMostTargetsNamed);
    CHECK(json["targets_left_out"] == 4096 - kMostTargetsNamed);
    CHECK(json["evidence"].size() == kMostEvidence);
    CHECK(json["duration_s"] == 2.0);
    CHECK(json["summary"].get<std::string>() == std::string(299, 'a') + "…");
    CHECK(json["id"] == "desk-5-recovery-999999000000");
    m.title = "a\nb";
    for (const auto& variable : variables_of(m, sender))
        CHECK_MESSAGE(variable.second.find('\n') == std::string::npos, variable.first);
}
