#include "agent/config/difference.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace traypulse::config;

namespace {

Keys plain_target(const std::string& name) { return {{"name", name}, {"check", "192.0.2.1"}}; }

Written targets_named(const std::vector<std::string>& names) {
    Written out;
    for (const auto& name : names) out.lists["target"].push_back(plain_target(name));
    return out;
}

std::vector<std::string> names(const Written& written) {
    std::vector<std::string> out;
    const auto it = written.lists.find("target");
    if (it != written.lists.end())
        for (const auto& keys : it->second) out.push_back(name_of(keys));
    return out;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("only what differs is edited") {
    auto before = targets_named({"A", "B"});
    before.tables["log"]["level"] = "info";
    CHECK(difference(before, before, {}).empty());
    auto after = before;
    after.lists["target"][1]["notify"] = false;
    const auto edits = difference(before, after, {});
    REQUIRE(edits.size() == 1);
    const auto& set = std::get<edit::Set>(edits[0]);
    CHECK(set.place == Place{"target", 1});
    CHECK(set.key == "notify");
    CHECK(set.value == Value(false));
}

TEST_CASE("one target that moves is one move, however far") {
    const auto before = targets_named({"A", "B", "C", "D", "E"});
    const auto after = targets_named({"B", "C", "D", "E", "A"});
    const auto edits = difference(before, after, {{"target", {1, 2, 3, 4, 0}}});
    REQUIRE(edits.size() == 1);
    CHECK(std::get<edit::MoveElement>(edits[0]).from == 0);
    CHECK(std::get<edit::MoveElement>(edits[0]).to == 4);
}

TEST_CASE("neighbours that are new come as one edit") {
    const auto before = targets_named({"A"});
    const auto after = targets_named({"X", "Y", "A", "Z"});
    const auto edits = difference(before, after, {{"target", {{}, {}, 0, {}}}});
    REQUIRE(edits.size() == 2);
    CHECK(std::get<edit::AddElements>(edits[0]).elements.size() == 2);
    CHECK(std::get<edit::AddElements>(edits[1]).before == 3);
}

TEST_CASE("what two people changed in different places is merged") {
    const auto base = targets_named({"A", "B", "C"});
    auto mine = targets_named({"A", "New", "C"});  // removed B, added New
    mine.lists["target"][0]["notify"] = false;
    auto theirs = targets_named({"A", "B", "Between", "C", "Last"});
    theirs.lists["target"][0]["interval"] = "9s";
    theirs.tables["log"]["level"] = "debug";
    const auto merged = merge(base, mine, {{"target", {0, {}, 2}}}, theirs);
    CHECK(merged.conflicts.empty());
    CHECK(names(merged.wanted) == Names{"A", "New", "Between", "C", "Last"});
    CHECK(merged.wanted.lists.at("target")[0] ==
          Keys{{"name", "A"}, {"check", "192.0.2.1"}, {"notify", false}, {"interval", "9s"}});
    CHECK(merged.origins.at("target") == Origin{0, {}, 2, 3, 4});
    CHECK(merged.wanted.tables.at("log").at("level") == Value("debug"));
}

TEST_CASE("my order holds where they did not change it") {
    const auto base = targets_named({"A", "B", "C"});
    const auto mine = targets_named({"C", "A", "B"});
    const auto theirs = targets_named({"A", "X", "B", "C"});
    const auto merged = merge(base, mine, {{"target", {2, 0, 1}}}, theirs);
    CHECK(merged.conflicts.empty());
    CHECK(names(merged.wanted) == Names{"C", "A", "X", "B"});
    CHECK(merged.origins.at("target") == Origin{3, 0, 1, 2});
}

TEST_CASE("a target that they renamed keeps my change where the rest is the same") {
    const auto base = targets_named({"A", "B"});
    auto mine = base;
    mine.lists["target"][1]["notify"] = false;
    const auto theirs = targets_named({"B", "A"});
    const auto merged = merge(base, mine, {}, theirs);
    CHECK(merged.conflicts.empty());
    CHECK(names(merged.wanted) == Names{"B", "A"});
    CHECK(merged.wanted.lists.at("target")[0].at("notify") == Value(false));
}

TEST_CASE("a target that they renamed is known by its check") {
    auto base = targets_named({"A", "B"});
    base.lists["target"][1]["check"] = "192.0.2.2";
    auto theirs = base;
    theirs.lists["target"][1]["name"] = "New";
    auto mine = base;
    mine.lists["target"][1]["notify"] = false;
    const auto merged = merge(base, mine, {}, theirs);
    CHECK(merged.conflicts.empty());
    CHECK(names(merged.wanted) == Names{"A", "New"});
    CHECK(merged.wanted.lists.at("target")[1].at("notify") == Value(false));
    // Two new names for one target: only a person knows which.
    mine.lists["target"][1]["name"] = "Other";
    const auto clash = merge(base, mine, {}, theirs);
    CHECK(clash.conflicts == Names{"\"name\" of [[target]] \"Other\""});
    CHECK(names(clash.wanted) == Names{"A", "Other"});
}

TEST_CASE("what both changed is a conflict with a name, and mine is taken") {
    auto base = targets_named({"A", "B"});
    auto mine = base;
    mine.lists["target"][0]["interval"] = "3s";
    mine.tables["log"]["level"] = "debug";
    auto theirs = base;
    theirs.lists["target"][0]["interval"] = "4s";
    theirs.tables["log"]["level"] = "error";
    const auto merged = merge(base, mine, {}, theirs);
    CHECK(merged.conflicts == Names{"\"level\" of [log]", "\"interval\" of [[target]] \"A\""});
    CHECK(merged.wanted.lists.at("target")[0].at("interval") == Value("3s"));
    // The same wish twice is none.
    CHECK(merge(base, mine, {}, mine).conflicts.empty());
}

TEST_CASE("changing what the other removed is a conflict, both ways round") {
    const auto base = targets_named({"A", "B"});
    auto mine = base;
    mine.lists["target"][1]["notify"] = false;
    const auto theirs = targets_named({"A"});
    const auto kept = merge(base, mine, {}, theirs);
    CHECK(kept.conflicts == Names{"[[target]] \"B\""});
    CHECK(names(kept.wanted) == Names{"A", "B"});
    CHECK(kept.origins.at("target") == Origin{0, {}});
    const auto removed = merge(base, theirs, {{"target", {0}}}, mine);
    CHECK(removed.conflicts == Names{"[[target]] \"B\""});
    CHECK(names(removed.wanted) == Names{"A"});
    // Nothing to lose: no conflict.
    CHECK(merge(base, base, {}, theirs).conflicts.empty());
    CHECK(names(merge(base, base, {}, theirs).wanted) == Names{"A"});
}
