#include "agent/config/parse.h"

#include <doctest/doctest.h>

#include <string>

using namespace std::chrono_literals;
using traypulse::TargetRole;
using traypulse::config::parse;
using traypulse::config::Parsed;

namespace {

Parsed read(std::string_view text) { return parse(text, "config.toml"); }

/// All problems, a line each.
std::string problems(std::string_view text) {
    std::string out;
    for (const auto& problem : read(text).problems) out += problem.text() + "\n";
    return out;
}

bool says(std::string_view text, std::string_view words) {
    const auto all = problems(text);
    INFO(all);
    CHECK(all.find(words) != std::string::npos);
    return true;
}

}  // namespace

TEST_CASE("a whole configuration is read") {
    const auto parsed = read(R"(
[defaults]
interval = "5s"
payload_size = 100
[[target]]
name = "Router"
check = "icmp://192.0.2.1"
role = "router"
[[target]]
name = "Shop"
check = "shop.example.com"
parent = "Router"
interval = "1m30s"
timeout = "2s"
ttl = 64
enabled = false
notify = false
group = "Work"
latency_warning = "0s"
[alerts]
notifications = false
latency_warning = "200ms"
loss_warning = 0.2
[display]
icon = "symbolic"
number_in_icon = true
[anchors]
addresses = ["192.0.2.9", "2001:db8::9"]
name = "example.net"
[limits]
cpu_percent = 2
memory_mb = 80
max_workers = 4
[ping_command]
extra_args = ["-O"]
[log]
level = "debug"
)");
    for (const auto& problem : parsed.problems) FAIL_CHECK(problem.text());
    const auto& s = parsed.settings;
    REQUIRE(s.targets.size() == 2);
    CHECK(s.targets[0].name == "Router");
    CHECK(s.targets[0].role == TargetRole::router);
    CHECK(s.targets[0].interval == 5s);
    CHECK(s.targets[0].timeout == 1s);
    CHECK(s.targets[0].payload_size == 100);
    CHECK(s.targets[0].enabled);
    CHECK(s.targets[0].latency_warning == 200ms);
    CHECK(s.targets[1].check.uri() == "icmp://shop.example.com");
    CHECK(s.targets[1].parent == "Router");
    CHECK(s.targets[1].interval == 90s);
    CHECK(s.targets[1].timeout == 2s);
    CHECK(s.targets[1].ttl == traypulse::Ttl(64));
    CHECK_FALSE(s.targets[1].enabled);
    CHECK_FALSE(s.targets[1].notify);
    CHECK(s.targets[1].group == "Work");
    CHECK(s.targets[1].latency_warning == 0s);
    CHECK_FALSE(s.alerts.notifications);
    CHECK(s.alerts.loss_warning == doctest::Approx(0.2));
    CHECK(s.display.icon == traypulse::IconStyle::symbolic);
    CHECK(s.display.number_in_icon);
    CHECK(s.anchors.addresses.size() == 2);
    CHECK(s.anchors.name == "example.net");
    CHECK(s.limits.cpu_percent == doctest::Approx(2.0));
    CHECK(s.limits.memory_mb == 80);
    CHECK(s.limits.max_workers == 4);
    CHECK(s.ping_command.extra_args == std::vector<std::string>{"-O"});
    CHECK(s.log.level == traypulse::LogLevel::debug);
}

TEST_CASE("an empty file is a configuration without targets") {
    CHECK(read("").ok());
    CHECK(read("").settings.targets.empty());
}

TEST_CASE("the name that is looked up to see DNS work can be none") {
    CHECK(read("[anchors]\nname = \"\"\n").settings.anchors.name.empty());
    CHECK(read("[anchors]\nname = \"\"\n").ok());
    CHECK_FALSE(read("[anchors]\nname = \" \"\n").ok());
}

TEST_CASE("an unknown key names its place and the word that was meant") {
    CHECK(problems("\n[[target]]\nname = \"A\"\ncheck = \"192.0.2.1\"\nintervall = \"2s\"\n") ==
          "config.toml:5:1: unknown key \"intervall\" (did you mean \"interval\"?).\n");
    CHECK(problems("[[targets]]\nname = \"A\"\n") ==
          "config.toml:1:3: unknown key \"targets\" (did you mean \"target\"?).\n");
    CHECK(problems("[colours]\n") == "config.toml:1:2: unknown key \"colours\".\n");
}

TEST_CASE("every problem is reported, in the order of the file") {
    const auto parsed = read(R"([defaults]
intervl = "2s"
timeout = 5
[[target]]
check = "tcp://host"
[log]
level = "loud"
)");
    REQUIRE(parsed.problems.size() == 4);
    CHECK(parsed.problems[0].line == 2);
    CHECK(parsed.problems[1].line == 3);
    CHECK(parsed.problems[2].line == 5);
    CHECK(parsed.problems[3].line == 7);
    CHECK(parsed.problems[3].column == 9);
}

TEST_CASE("a wrong type says what is wanted") {
    says("[defaults]\ninterval = 2\n",
         "config.toml:2:12: \"interval\" must be a duration in quotes, like \"2s\"");
    says("[defaults]\nenabled = \"yes\"\n", "\"enabled\" must be true or false, not a text");
    says("[defaults]\npayload_size = 1.5\n",
         "\"payload_size\" must be a whole number, not a number");
    says("[[target]]\nname = 3\ncheck = \"192.0.2.1\"\n", "\"name\" must be a text in quotes");
    says("[anchors]\naddresses = \"192.0.2.1\"\n", "must be a list of texts");
    says("[ping_command]\nextra_args = [\"-O\", 1]\n",
         "config.toml:2:21: every item of \"extra_args\"");
    says("log = 1\n", "must be a section that begins with [log]");
    says("[target]\nname = \"A\"\n", "[[target]], in double brackets");
    says("target = [1]\n", "a table of its own");
    says("[alerts]\nloss_warning = nan\n", "not between 0 and 1");
}

TEST_CASE("impossible values name the bounds and why") {
    says("[defaults]\ninterval = \"5ms\"\n",
         "\"5ms\" is not between 10ms and 1d (the helper sends no faster");
    says("[defaults]\ninterval = \"2d\"\n", "not between 10ms and 1d");
    says("[defaults]\ninterval = \"0s\"\n", "not between");
    says("[defaults]\ninterval = \"fast\"\n", "is no duration; write it like");
    says("[defaults]\ntimeout = \"2m\"\n", "not between 10ms and 1m");
    says("[defaults]\npayload_size = 1473\n", "not between 0 and 1472");
    says("[defaults]\npayload_size = -1\n", "not between 0 and 1472");
    says("[defaults]\nttl = 0\n", "not between 1 and 255");
    says("[limits]\nmax_workers = 0\n", "each is a process of its own");
    says("[limits]\ncpu_percent = 0\n", "not between 0.1 and 100");
    says("[anchors]\naddresses = [\"example.com\"]\n", "must work without DNS");
    says("[anchors]\nname = \"a b\"\n", "character");
    says("[history]\nsample_days = 0\n", "not between 1 and 36500");
    says("[history]\nmax_size_mb = 5\n", "not between 16 and");
    says("[history]\nsample_days = 100\n", "minutes are made of samples");
    says("[history]\nminute_days = 2000\n", "hours are made of minutes");
}

TEST_CASE("targets are judged together") {
    const std::string a = "[[target]]\nname = \"A\"\ncheck = \"192.0.2.1\"\n";
    const std::string b = "[[target]]\nname = \"B\"\ncheck = \"192.0.2.2\"\n";
    says(a + a, "config.toml:5:8: the name \"A\" is taken by the target in line 2");
    says(a + "parent = \"Bb\"\n" + b,
         "the parent \"Bb\" is no target of this file (did you mean \"B\"?)");
    says(a + "parent = \"A\"\n", "in a circle: \"A\" → \"A\"");
    says(a + "parent = \"B\"\n" + b + "parent = \"A\"\n", "in a circle: \"A\" → \"B\" → \"A\"");
    CHECK(read(a + "parent = \"B\"\n" + b).ok());
    CHECK(read(a + "parent = \"\"\n").ok());
}

TEST_CASE("a target needs a check, and may go without a name") {
    says("[[target]]\nname = \"A\"\n", "config.toml:1:1: the target \"A\" has no \"check\"");
    const auto parsed = read("[[target]]\ncheck = \"192.0.2.1\"\n");
    REQUIRE(parsed.ok());
    CHECK(parsed.settings.targets[0].name == "192.0.2.1");
    says("[[target]]\nname = \"\"\ncheck = \"192.0.2.1\"\n", "name is empty");
    says("[[target]]\nname = \"a\\nb\"\ncheck = \"192.0.2.1\"\n", "control character");
    says("[[target]]\nname = \" a\"\ncheck = \"192.0.2.1\"\n", "blank");
    says("[[target]]\nname = \"" + std::string(101, 'x') + "\"\ncheck = \"192.0.2.1\"\n",
         "at most 100");
}

TEST_CASE("the role follows from a symbolic host unless it is written") {
    const auto parsed = read(
        "[[target]]\ncheck = \"@router\"\n[[target]]\ncheck = \"@resolver\"\n"
        "[[target]]\ncheck = \"icmp6://@router\"\nrole = \"ordinary\"\n");
    REQUIRE(parsed.ok());
    CHECK(parsed.settings.targets[0].role == TargetRole::router);
    CHECK(parsed.settings.targets[1].role == TargetRole::resolver);
    CHECK(parsed.settings.targets[2].role == TargetRole::ordinary);
}

TEST_CASE("a syntax error has its place") {
    const auto parsed = read("[defaults]\ninterval = \"2s\ntimeout = \"1s\"\n");
    REQUIRE(parsed.problems.size() == 1);
    CHECK(parsed.problems[0].line == 2);
    CHECK(parsed.problems[0].column > 1);
    says("a = 1\na = 2\n", "config.toml:2:");
    says("\xff\xfe", "config.toml:1:1");
}

TEST_CASE("more targets than the helper serves are refused once") {
    std::string text;
    for (int i = 0; i < 4100; ++i)
        text += "[[target]]\nname = \"" + std::to_string(i) + "\"\ncheck = \"192.0.2.1\"\n";
    const auto parsed = read(text);
    REQUIRE(parsed.problems.size() == 1);
    CHECK(parsed.problems[0].text().find("more than 4096") != std::string::npos);
}
