// hooks.json comes back as it was written, and nothing else is taken for it.
#include <doctest/doctest.h>

#include "agent/runtime/hook_store.h"

using namespace traypulse;
using namespace traypulse::hooks;
using traypulse::runtime::hooks_text;
using traypulse::runtime::parse_hooks;

namespace {

HookDesk::State some() {
    Kept kept;
    kept.open = {{3, true}, {4, false}};
    Message message;
    message.event = Event::recovery;
    message.record.id = 2;
    message.record.cause = Cause::dns_failing;
    message.record.began = WallTime(std::chrono::seconds(1'700'000'000));
    message.record.ended = WallTime(std::chrono::seconds(1'700'000'060));
    message.record.affected = {"Shöp"};
    message.title = "Back online";
    message.body = "\"Quoted\"\n";
    message.made = *message.record.ended;
    kept.waiting = {message};
    return {{"Pager \"1\"", kept}, {"Other", {}}};
}

}  // namespace

TEST_CASE("what the hooks have to say survives its file") {
    const auto text = hooks_text(some());
    const auto read = parse_hooks(text);
    REQUIRE_MESSAGE(read.ok(), text);
    CHECK(hooks_text(read.value()) == text);
    const auto& kept = read.value().at("Pager \"1\"");
    CHECK(kept.open == some().at("Pager \"1\"").open);
    REQUIRE(kept.waiting.size() == 1);
    CHECK(kept.waiting[0].event == Event::recovery);
    CHECK(kept.waiting[0].record.cause == Cause::dns_failing);
    CHECK(kept.waiting[0].record.affected == std::vector<std::string>{"Shöp"});
    CHECK(kept.waiting[0].body == "\"Quoted\"\n");
    CHECK(read.value().at("Other").waiting.empty());
}

TEST_CASE("a damaged file is an error, never a crash") {
    const auto good = hooks_text(some());
    for (std::size_t cut = 0; cut + 3 < good.size(); cut += 7)
        CHECK_FALSE(parse_hooks(good.substr(0, cut)).ok());
    for (const char* bad :
         {"{}", "[]", R"({"hooks":1})", R"({"hooks":{"a":{"open":{"x":true},"waiting":[]}}})",
          R"({"hooks":{"a":{"open":{"1":1},"waiting":[]}}})",
          R"({"hooks":{"a":{"open":{},"waiting":[{}]}}})"})
        CHECK_FALSE(parse_hooks(bad).ok());
    // A recovery of an outage that goes on could not be told.
    auto open = some();
    open["Other"].waiting = open.at("Pager \"1\"").waiting;
    open["Other"].waiting[0].record.ended.reset();
    CHECK_FALSE(parse_hooks(hooks_text(open)).ok());
}
