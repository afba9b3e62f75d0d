#include "agent/runtime/control_mutes.h"

#include <doctest/doctest.h>

#include "tests/unit/runtime/sample_snapshot.h"

using namespace traypulse;
using namespace traypulse::control;
using namespace std::chrono_literals;

namespace {

Request of(Verb verb, std::vector<std::string> names, std::optional<Nanoseconds> length = {}) {
    return {verb, Format::json, std::move(names), length};
}

}  // namespace

TEST_CASE("targets and causes are muted by name, for a time or until recovered") {
    const auto s = sample_snapshot();
    auto commands = commands_of(of(Verb::mute, {"Router", "provider-outage"}, 15min), s);
    REQUIRE(commands);
    REQUIRE(commands.value().size() == 2);
    CHECK(std::get<command::MuteTarget>(commands.value()[0]).target == TargetId(1));
    CHECK(std::get<command::MuteTarget>(commands.value()[0]).duration == 15min);
    CHECK(std::get<command::MuteCause>(commands.value()[1]).cause == Cause::provider_outage);
    commands = commands_of(of(Verb::mute, {"dns_failing"}), s);
    CHECK_FALSE(std::get<command::MuteCause>(commands.value()[0]).duration);
    commands = commands_of(of(Verb::unmute, {"Router", "dns_failing"}), s);
    CHECK(std::get<command::UnmuteTarget>(commands.value()[0]).target == TargetId(1));
    CHECK(std::get<command::UnmuteCause>(commands.value()[1]).cause == Cause::dns_failing);
}

TEST_CASE("a target may be called like a cause, and is meant then") {
    auto s = sample_snapshot();
    s.targets[0].name = "no_link";
    const auto commands = commands_of(of(Verb::mute, {"no_link"}), s);
    CHECK(std::holds_alternative<command::MuteTarget>(commands.value()[0]));
}

TEST_CASE("unmute without names takes everything back") {
    auto s = sample_snapshot();
    s.targets[0].muted = true;
    s.muted_causes = {{Cause::provider_outage, std::nullopt}};
    const auto commands = commands_of(of(Verb::unmute, {}), s);
    REQUIRE(commands.value().size() == 3);
    CHECK(std::holds_alternative<command::Unmute>(commands.value()[0]));
    CHECK(std::get<command::UnmuteTarget>(commands.value()[1]).target == s.targets[0].id);
    CHECK(std::get<command::UnmuteCause>(commands.value()[2]).cause == Cause::provider_outage);
}

TEST_CASE("what is neither target nor cause names the nearest, and nothing is muted") {
    const auto s = sample_snapshot();
    const auto target = commands_of(of(Verb::mute, {"Router", "Ruoter"}), s);
    REQUIRE_FALSE(target);
    CHECK(target.error().text() ==
          "there is no target or cause \"Ruoter\": did you mean \"Router\"?");
    const auto cause = commands_of(of(Verb::mute, {"provider_outtage"}), s);
    CHECK(cause.error().remedy == "did you mean \"provider_outage\"?");
    CHECK(commands_of(of(Verb::unmute, {"none"}), s).error().code == ErrorCode::not_found);
    CHECK(commands_of(of(Verb::mute, {"zzz"}), s).error().remedy.find("--help") !=
          std::string::npos);
}
