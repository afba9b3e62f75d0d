#include "agent/runtime/control_protocol.h"

#include <doctest/doctest.h>

#include "tests/unit/runtime/sample_snapshot.h"

using namespace traypulse;
using namespace traypulse::control;
using namespace std::chrono_literals;

TEST_CASE("a request is read back as it was written") {
    for (const auto verb : {Verb::status, Verb::why, Verb::pause, Verb::resume, Verb::mute,
                            Verb::unmute, Verb::show, Verb::reload}) {
        Request request;
        request.verb = verb;
        request.format = Format::text;
        request.targets = {"Shöp \"x\"\n", ""};
        request.duration = 90s;
        const auto line = serialise(request);
        CHECK(line.back() == '\n');
        CHECK(line.find('\n') == line.size() - 1);
        const auto read = parse_request(line);
        REQUIRE(read);
        CHECK(read.value() == request);
    }
}

TEST_CASE("malformed requests are refused with a reason") {
    for (const char* line :
         {"", "x", "[]", "1", "{}", "{\"command\":1}", "{\"command\":\"stats\"}",
          "{\"command\":\"pause\",\"targets\":\"A\"}", "{\"command\":\"pause\",\"targets\":[1]}",
          "{\"command\":\"pause\",\"for_ms\":\"1\"}", "{\"command\":\"pause\",\"for_ms\":0}",
          "{\"command\":\"pause\",\"for_ms\":-1}", "{\"command\":\"pause\",\"for_ms\":1.5}",
          "{\"command\":\"pause\",\"for_ms\":99999999999999}",
          "{\"command\":\"status\",\"format\":\"xml\"}", "{\"command\":\"status\"", "\xff"}) {
        const auto request = parse_request(line);
        CHECK_MESSAGE(!request, line);
        if (!request) CHECK_FALSE(request.error().what.empty());
    }
    CHECK(parse_request("{\"command\":\"stauts\"}").error().what.find("did you mean \"status\"?") !=
          std::string::npos);
    CHECK(parse_request("{\"command\":\"status\",\"new\":[1]}"));  // a newer client may say more
}

TEST_CASE("requests become commands") {
    const auto s = sample_snapshot();
    Request pause{Verb::pause, Format::json, {"Router"}, 15min};
    auto commands = commands_of(pause, s);
    REQUIRE(commands);
    REQUIRE(commands.value().size() == 1);
    const auto& one = std::get<command::PauseTarget>(commands.value()[0]);
    CHECK(one.target == TargetId(1));
    CHECK(one.duration == 15min);

    pause.targets.clear();
    commands = commands_of(pause, s);
    CHECK(std::get<command::PauseAll>(commands.value()[0]).duration == 15min);
    CHECK(std::holds_alternative<command::ResumeAll>(
        commands_of({.verb = Verb::resume}, s).value()[0]));
    CHECK_FALSE(std::get<command::Mute>(commands_of({.verb = Verb::mute}, s).value()[0]).duration);
    CHECK(
        std::holds_alternative<command::Unmute>(commands_of({.verb = Verb::unmute}, s).value()[0]));
    CHECK(
        std::holds_alternative<command::Reload>(commands_of({.verb = Verb::reload}, s).value()[0]));
    CHECK(commands_of({.verb = Verb::status}, s).value().empty());
}

TEST_CASE("an unknown target names the nearest, and nothing is done") {
    const auto s = sample_snapshot();
    const auto commands = commands_of({Verb::pause, Format::json, {"Router", "Ruoter"}, {}}, s);
    REQUIRE_FALSE(commands);
    CHECK(commands.error().code == ErrorCode::not_found);
    CHECK(commands.error().text() == "there is no target \"Ruoter\": did you mean \"Router\"?");
    CHECK(commands_of({Verb::pause, Format::json, {"zzz"}, {}}, s)
              .error()
              .remedy.find("traypulse status") != std::string::npos);
}

TEST_CASE("answers are told apart") {
    auto answer = parse_answer(done_line("0.1.0", false));
    REQUIRE(answer);
    CHECK(answer->kind == control::Answer::Kind::done);
    CHECK_FALSE(answer->well);
    CHECK(answer->version == "0.1.0");
    answer = parse_answer(error_line({ErrorCode::not_found, "what", "remedy"}, "0.2.0"));
    REQUIRE(answer);
    CHECK(answer->kind == control::Answer::Kind::error);
    CHECK(answer->error.code == ErrorCode::not_found);
    CHECK(answer->error.text() == "what: remedy");
    answer = parse_answer(text_line("two\nlines\n"));
    REQUIRE(answer);
    CHECK(answer->text == "two\nlines\n");
    CHECK(parse_answer("{\"type\":\"verdict\"}")->kind == control::Answer::Kind::data);
    CHECK_FALSE(parse_answer("HTTP/1.1 400"));
    CHECK_FALSE(parse_answer("[]"));
}
