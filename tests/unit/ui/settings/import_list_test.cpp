#include "agent/ui/settings/import_list.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace traypulse::ui;

namespace {

SettingsDraft with_router() {
    return SettingsDraft(
        config::read_written("[[target]]\nname = \"Router\"\ncheck = \"192.0.2.1\"\n").value());
}

}  // namespace

TEST_CASE("hosts, addresses and names, one a line, however they are separated") {
    const auto lines = read_import(
        "\xEF\xBB\xBF# servers\r\n\r\nshop.example\r\n192.0.2.7\tMail server  \n"
        "tcp://192.0.2.8:25, \"Post\"\n[2001:db8::1]; Six\nshop.example.\n",
        with_router());
    REQUIRE(lines.size() == 5);
    CHECK(lines[0].number == 3);
    CHECK(lines[0].name == "shop.example");
    CHECK(lines[1].check == "192.0.2.7");
    CHECK(lines[1].name == "Mail server");
    CHECK(lines[2].check == "tcp://192.0.2.8:25");
    CHECK(lines[2].name == "Post");
    CHECK(lines[3].name == "Six");
    CHECK(lines[4].problem == "line 3 has it already");
    for (std::size_t i = 0; i < 4; ++i) CHECK(lines[i].problem.empty());
}

TEST_CASE("what can't be taken says why, with its line; the rest is taken") {
    const auto lines =
        read_import("icmp://192.0.2.1\nftp://x\na..b\n192.0.2.9 Router", with_router());
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].problem == "it is watched already, as \"Router\"");
    CHECK(lines[1].problem.find("unknown kind of check \"ftp\"") == 0);
    CHECK(lines[1].number == 2);
    CHECK_FALSE(lines[2].problem.empty());
    CHECK(lines[3].problem.empty());
    CHECK(lines[3].name == "Router 2");
    const auto targets = import_targets(lines, "Work");
    REQUIRE(targets.size() == 1);
    CHECK(targets[0] ==
          config::Keys{{"name", "Router 2"}, {"check", "192.0.2.9"}, {"group", "Work"}});
    CHECK_FALSE(import_targets(lines, "")[0].contains("group"));
}

TEST_CASE("no more than a configuration may have") {
    std::string text;
    for (int i = 0; i < 4100; ++i) text += "h" + std::to_string(i) + ".example\n";
    const auto lines = read_import(text, with_router());
    CHECK(import_targets(lines, "").size() == 4095);
    CHECK(lines.back().problem.find("more than 4096 targets") != std::string::npos);
}

TEST_CASE("another program's list is taken as what it is, with what is not carried over") {
    const auto lines = read_import(
        "[{\"id\": 1, \"name\": \"Site\", \"type\": \"group\"},\n"
        " {\"id\": 2, \"name\": \"Shop\", \"type\": \"http\", \"url\": \"http://shop.example\", "
        "\"accepted_statuscodes\": [\"204\"], \"maxretries\": 2, \"parent\": 1},\n"
        " {\"id\": 3, \"name\": \"Job\", \"type\": \"push\"}]",
        with_router());
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].number == 2);
    CHECK(lines[0].taken());
    CHECK(lines[0].note == "its 2 retries are left to Traypulse's own re-checks");
    CHECK_FALSE(lines[1].taken());
    const auto targets = import_targets(lines, "");
    REQUIRE(targets.size() == 1);
    CHECK(targets[0].at("group") == config::Value(std::string("Site")));
    CHECK(targets[0].at("status") == config::Value(std::vector<std::string>{"204"}));
    CHECK(import_targets(lines, "Work")[0].at("group") == config::Value(std::string("Work")));
}

TEST_CASE("what can't be read at all is one line with the reason") {
    const auto lines = read_import("{\"monitorList\": [\n{]}", with_router());
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].problem.find("The text:2: this is no JSON") == 0);
    CHECK_FALSE(lines[0].taken());
    CHECK(import_targets(lines, "").empty());
}
