#include "helper/probe_table.h"

#include <doctest/doctest.h>

#include <set>

using namespace traypulse;
using namespace traypulse::helper;
using namespace std::chrono_literals;

namespace {
constexpr MonoTime kStart{1h};
}

TEST_CASE("slots on their way have different keys") {
    ProbeTable table(1);
    std::set<SlotKey> keys;
    for (std::uint32_t i = 0; i < kSequencesPerIdentifier; ++i) {
        const auto key = table.take(kStart);
        REQUIRE(key);
        REQUIRE(keys.insert(*key).second);
        REQUIRE(table.find(*key)->state == Slot::State::reserved);
    }
    SUBCASE("and when all are, there is no further one, but no end either") {
        CHECK_FALSE(table.take(kStart));
        table.finish(12345, Slot::State::lost, kStart);
        CHECK(table.take(kStart) == 12345U);
        CHECK_FALSE(table.take(kStart));
    }
}

TEST_CASE("an outcome is remembered for a while, then the oldest slot is used again") {
    ProbeTable table(1);
    const auto a = *table.take(kStart);
    const auto b = *table.take(kStart);
    table.find(a)->cookie = 77;
    table.finish(b, Slot::State::answered, kStart);
    table.finish(a, Slot::State::lost, kStart + 1ms);
    const auto c = *table.take(kStart + ProbeTable::kKeep - 1ns);
    CHECK(c != a);
    CHECK(c != b);
    CHECK(table.find(b)->state == Slot::State::answered);
    CHECK(table.take(kStart + ProbeTable::kKeep) == b);
    CHECK(table.find(b)->state == Slot::State::reserved);
    CHECK(table.take(kStart + ProbeTable::kKeep + 1ms) == a);
    CHECK(table.find(a)->cookie == 0);
}

TEST_CASE("memory stays what the rate needs") {
    ProbeTable table(16);
    auto now = kStart;
    for (int i = 0; i < 100'000; ++i) {  // ten a second
        const auto key = table.take(now);
        REQUIRE(key);
        table.finish(*key, Slot::State::answered, now);
        now += 100ms;
    }
    CHECK(table.size() <= 101);
}

TEST_CASE("a key that was never given out is not found") {
    ProbeTable table(16);
    CHECK(table.find(0) == nullptr);
    const auto key = *table.take(kStart);
    CHECK(table.find(key) != nullptr);
    CHECK(table.find(key + 1) == nullptr);
    CHECK(table.find(0xffffffff) == nullptr);
}

TEST_CASE("a flow's keys are all of the first identifier") {
    ProbeTable table(2);
    std::set<SlotKey> keys;
    for (std::uint32_t i = 0; i < kSequencesPerIdentifier + 500; ++i) table.take(kStart);
    CHECK_FALSE(table.take_of_first_identifier(kStart));
    for (std::uint32_t i = 0; i < 499; ++i)
        table.finish(kSequencesPerIdentifier + i, Slot::State::lost, kStart);
    CHECK_FALSE(table.take_of_first_identifier(kStart));
    table.finish(7, Slot::State::lost, kStart);
    table.finish(kSequencesPerIdentifier + 499, Slot::State::lost, kStart);
    table.finish(9, Slot::State::lost, kStart);
    CHECK(table.take_of_first_identifier(kStart) == 7U);
    CHECK(table.take_of_first_identifier(kStart) == 9U);
    CHECK_FALSE(table.take_of_first_identifier(kStart));
    // What stood around them in the queue is still there, in order, to the last one.
    const auto later = kStart + ProbeTable::kKeep;
    CHECK(table.take(later) == kSequencesPerIdentifier + 0U);
    for (std::uint32_t i = 1; i < 499; ++i)
        REQUIRE(table.take(later) == kSequencesPerIdentifier + i);
    CHECK(table.take(later) == kSequencesPerIdentifier + 499U);
    table.finish(11, Slot::State::lost, later);
    CHECK(table.take_of_first_identifier(later) == 11U);
}
