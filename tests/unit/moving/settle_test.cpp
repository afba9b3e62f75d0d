#include "agent/moving/settle.h"

#include <doctest/doctest.h>

#include "agent/config/parse.h"
#include "tests/unit/moving/moving_bench.h"

using namespace traypulse;
using namespace traypulse::test;
using moving::Kind;

namespace {

config::Written with(const std::string& toml) { return config::read_written(toml).value(); }

Moved list(const std::string& text, const config::Written& present) {
    return move_in(Kind::fping, std::vector<moving::Input>{{"list", text}}, present);
}

}  // namespace

TEST_CASE("what is watched already is known, whatever it is called") {
    const auto present = with("[[target]]\nname = \"Router\"\ncheck = \"icmp://192.0.2.1\"\n");
    const auto moved = list("192.0.2.1 Gate\n192.0.2.2\n", present);
    CHECK(moved.entry(0).known);
    CHECK(moved.said() == "list:1: \"Gate\": left out: it is watched already, as \"Router\"\n");
    CHECK(moved.entry(1).taken());
}

TEST_CASE("the same check with other conditions is another one") {
    const auto present =
        with("[[target]]\nname = \"Page\"\ncheck = \"http://a.example/\"\nstatus = [\"200\"]\n");
    const auto moved = move_in(Kind::uptime_kuma, {{"b", R"({"monitorList": [
        {"id": 1, "name": "P", "type": "http", "url": "http://a.example/",
         "accepted_statuscodes": ["200"]},
        {"id": 2, "name": "P", "type": "http", "url": "http://a.example/"},
        {"id": 3, "name": "P", "type": "http", "url": "http://a.example", "interval": 30}]})"}},
                               present);
    CHECK(moved.entry(0).known);
    CHECK(moved.entry(1).taken());
    CHECK(moved.entry(2).problem == "line 4 has it already");
}

TEST_CASE("names are free, fit, and stay whole letters") {
    std::string wide;
    for (int i = 0; i < 50; ++i) wide += "\xC3\xA4";
    const auto moved =
        list("192.0.2.1 " + wide + "\n192.0.2.2 " + wide + "\n192.0.2.3 Router\n192.0.2.4 Router",
             with("[[target]]\nname = \"Router\"\ncheck = \"192.0.2.9\"\n"));
    CHECK(moved.entry(0).text("name").size() == 100);
    CHECK(moved.entry(1).text("name") == wide.substr(0, 98) + " 2");
    CHECK(moved.entry(2).text("name") == "Router 2");
    CHECK(moved.entry(3).text("name") == "Router 3");
    for (const auto& entry : moved.reading.entries) CHECK(entry.taken());
}

TEST_CASE("what the configuration's reader refuses is left out with its words") {
    const auto moved = list("ftp://a.example\n-bad-\n224.0.0.1\n", {});
    CHECK(moved.entry(0).problem.starts_with("unknown kind of check \"ftp\""));
    CHECK(moved.entry(1).problem.find("begins or ends with -") != std::string::npos);
    CHECK_FALSE(moved.entry(2).taken());
    CHECK(moving::targets_of(moved.reading).empty());
}

TEST_CASE("what is added is read again by the configuration without a word") {
    const auto moved = list("tcp://a.example:22 \"Say \\ \\\"hi\\\"\"\n@router\n", {});
    const auto parsed = config::parse(moved.toml(), "config.toml");
    for (const auto& problem : parsed.problems) FAIL_CHECK(problem.text());
    CHECK(parsed.settings.targets.size() == 2);
}

TEST_CASE("a group for all of them wins over the lists' own") {
    const auto moved = move_in(Kind::smokeping,
                               "*** Targets ***\nprobe = FPing\n+ A\n++ b\n"
                               "host = 192.0.2.1\n");
    CHECK(moving::targets_of(moved.reading)[0].at("group") == config::Value(std::string("A")));
    CHECK(moving::targets_of(moved.reading, "Work")[0].at("group") ==
          config::Value(std::string("Work")));
}
