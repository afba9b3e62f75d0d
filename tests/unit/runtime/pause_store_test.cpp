#include "agent/runtime/pause_store.h"

#include <doctest/doctest.h>

using namespace traypulse;

TEST_CASE("what is paused and muted is read back as it was written") {
    PauseState state;
    state.paused_all = true;
    state.targets = {{"Shop", std::nullopt}, {"Büro \"2\"", WallTime(std::chrono::seconds(9))}};
    state.muted = true;
    state.muted_until = WallTime(std::chrono::seconds(1767614400));
    state.muted_targets = {{"Office", std::nullopt}, {"Shop", WallTime(std::chrono::seconds(5))}};
    state.muted_causes = {{"provider_outage", std::nullopt}};
    const auto again = runtime::parse_pauses(runtime::pauses_text(state));
    REQUIRE(again.ok());
    CHECK(again.value() == state);
}

TEST_CASE("a file of a version that knew no mutes of targets is read") {
    const auto old = runtime::parse_pauses(
        R"({"paused_all":false,"paused_until_us":null,"targets":[],"muted":false,
            "muted_until_us":null})");
    REQUIRE(old.ok());
    CHECK(old.value() == PauseState{});
    CHECK_FALSE(runtime::parse_pauses("{}").ok());
    CHECK_FALSE(runtime::parse_pauses("").ok());
}
