// Each edit on each form in which a person may have written the thing.
#include <doctest/doctest.h>

#include "agent/config/edit.h"
#include "agent/config/judge.h"
#include "tests/unit/config/edit_corpus.h"

using namespace traypulse;
using namespace traypulse::config;

namespace {

std::string after(std::string_view text, const Edit& edit) {
    const auto out = edited(text, {&edit, 1});
    return out ? out.value() : "error: " + out.error().text();
}

edit::Set set(std::string table, std::string key, Value value) {
    return {{std::move(table), {}}, std::move(key), std::move(value)};
}
edit::Set set_target(std::size_t element, std::string key, Value value) {
    return {{"target", element}, std::move(key), std::move(value)};
}
edit::AddElements add(std::size_t before, const std::string& name) {
    return {"target", before, {{{"name", name}, {"check", "192.0.2.8"}}}};
}

const std::string kThree = R"(# head

# about a
[[target]]
name = "A"
check = "192.0.2.1"
# under a

# alone

[[target]]
name = "B"
check = "192.0.2.2"
[alerts]
reminder = "1h"

# about c
[[target]]
name = "C"
check = "192.0.2.3")";

}  // namespace

TEST_CASE("values of every kind are written as TOML reads them") {
    CHECK(after("[alerts]\n", set("alerts", "latency_factor", 2.5)) ==
          "[alerts]\nlatency_factor = 2.5\n");
    CHECK(after("[alerts]\nlatency_factor=3", set("alerts", "latency_factor", 4.0)) ==
          "[alerts]\nlatency_factor=4.0");
    CHECK(after("[limits]\n", set("limits", "memory_mb", std::int64_t{50})) ==
          "[limits]\nmemory_mb = 50\n");
    CHECK(after("[anchors]\naddresses = [ \"192.0.2.1\", # one\n \"192.0.2.2\" ] # two\nname=\"\"",
                set("anchors", "addresses", std::vector<std::string>{"2001:db8::1"})) ==
          "[anchors]\naddresses = [\"2001:db8::1\"] # two\nname=\"\"");
    CHECK(after("[[target]]\ncheck = \"192.0.2.1\"\ngroup = \"\"\"\na\nb\"\"\" # x\n",
                set_target(0, "group", "q\"\\\n\x02")) ==
          "[[target]]\ncheck = \"192.0.2.1\"\ngroup = \"q\\\"\\\\\\n\\u0002\" # x\n");
    CHECK(after("[[maintenance]]\nbegin = 2026-12-24T22:00:00Z\nend = 2026-12-25 02:00:00Z # e\n",
                edit::Set{{"maintenance", 0}, "end", Moment{"2026-12-26T01:00:00Z"}}) ==
          "[[maintenance]]\nbegin = 2026-12-24T22:00:00Z\nend = 2026-12-26T01:00:00Z # e\n");
}

TEST_CASE("single quotes stay where they can, and a comment keeps its column") {
    const std::string text =
        "[[target]]\ncheck = 'http://a.example/'   # c\nbody_matches = 'x\\d+'\n";
    CHECK(after(text, set_target(0, "body_matches", "y\\d")) ==
          "[[target]]\ncheck = 'http://a.example/'   # c\nbody_matches = 'y\\d'\n");
    CHECK(after(text, set_target(0, "body_matches", "it's")) ==
          "[[target]]\ncheck = 'http://a.example/'   # c\nbody_matches = \"it's\"\n");
    CHECK(after(text, set_target(0, "check", "http://ab.example/")) ==
          "[[target]]\ncheck = 'http://ab.example/'  # c\nbody_matches = 'x\\d+'\n");
    CHECK(after(text, set_target(0, "check", "http://abcd.example/")) ==
          "[[target]]\ncheck = 'http://abcd.example/'   # c\nbody_matches = 'x\\d+'\n");
}

TEST_CASE("a missing section is made at the end") {
    CHECK(after("", set("display", "icon", "symbolic")) == "[display]\nicon = \"symbolic\"\n");
    CHECK(after("# c", set("display", "icon", "symbolic")) ==
          "# c\n\n[display]\nicon = \"symbolic\"\n");
    CHECK(after("[log]\r\nlevel = \"info\"\r\n\r\n", set("display", "icon", "symbolic")) ==
          "[log]\r\nlevel = \"info\"\r\n\r\n[display]\r\nicon = \"symbolic\"\r\n");
}

TEST_CASE("sections in one line and dotted keys are kept in their form") {
    CHECK(after("display = {}\n", set("display", "icon", "symbolic")) ==
          "display = { icon = \"symbolic\" }\n");
    CHECK(after("display = { icon = \"colour\" } # c\n", set("display", "number_in_icon", true)) ==
          "display = { icon = \"colour\", number_in_icon = true } # c\n");
    CHECK(after("alerts . reminder = \"1h\"\n[log]\n", set("alerts", "notifications", false)) ==
          "alerts . reminder = \"1h\"\nalerts .notifications = false\n[log]\n");
    CHECK(after("\"alerts\".reminder = \"1h\"", set("alerts", "reminder", "2h")) ==
          "\"alerts\".reminder = \"2h\"");
    CHECK(after("display = { icon = \"colour\", number_in_icon = true }\n",
                edit::Remove{{"display", {}}, "icon"}) == "display = { number_in_icon = true }\n");
    CHECK(after("display = { icon = \"colour\", number_in_icon = true }\n",
                edit::Remove{{"display", {}}, "number_in_icon"}) ==
          "display = { icon = \"colour\" }\n");
    CHECK(after("display = { icon = \"colour\" }\n", edit::Remove{{"display", {}}, "icon"}) ==
          "display = {  }\n");
}

TEST_CASE("a key with escapes in its name is known") {
    CHECK(after("[[target]]\n\"na\\u006de\" = \"A\"\ncheck = \"192.0.2.1\"\n",
                set_target(0, "name", "B")) ==
          "[[target]]\n\"na\\u006de\" = \"B\"\ncheck = \"192.0.2.1\"\n");
}

TEST_CASE("a removed key takes its line, and no comment above it") {
    CHECK(after("[log]\n# why\nlevel = \"info\" # so\n\n", edit::Remove{{"log", {}}, "level"}) ==
          "[log]\n# why\n\n");
    CHECK(after("[log]\n", edit::Remove{{"log", {}}, "level"}) == "[log]\n");
    CHECK(after("", edit::Remove{{"log", {}}, "level"}).empty());
}

TEST_CASE("a target goes with its own comments and one gap") {
    CHECK(after(kThree, edit::RemoveElement{"target", 0}) ==
          "# head\n\n" + kThree.substr(kThree.find("# alone")));
    const auto without_c = kThree.substr(0, kThree.find("\n# about c"));
    CHECK(after(kThree, edit::RemoveElement{"target", 2}) == without_c);
    auto without_b = kThree;
    without_b.erase(without_b.find("[[target]]\nname = \"B\""), 42);
    CHECK(after(kThree, edit::RemoveElement{"target", 1}) == without_b);
    CHECK(after("# the file's own\n[[target]]\ncheck = \"192.0.2.1\"\n",
                edit::RemoveElement{"target", 0}) == "# the file's own\n");
}

TEST_CASE("targets change places with their comments; what stands between stays") {
    CHECK(after(kThree, edit::MoveElement{"target", 2, 0}) == R"(# head

# about c
[[target]]
name = "C"
check = "192.0.2.3"

# alone

# about a
[[target]]
name = "A"
check = "192.0.2.1"
# under a
[alerts]
reminder = "1h"

[[target]]
name = "B"
check = "192.0.2.2")");
    const auto there = after(kThree, edit::MoveElement{"target", 0, 2});
    CHECK(after(there, edit::MoveElement{"target", 2, 0}) == kThree);
}

TEST_CASE("a new target stands where it was asked for") {
    const std::string a = "[[target]]\nname = \"A\"\ncheck = \"192.0.2.1\"\n";
    const std::string n = "[[target]]\nname = \"N\"\ncheck = \"192.0.2.8\"\n";
    CHECK(after(a, add(0, "N")) == n + "\n" + a);
    CHECK(after(a, add(1, "N")) == a + "\n" + n);
    CHECK(after("# about\n\n# a\n" + a + "# under\n\n# sample\n", add(1, "N")) ==
          "# about\n\n# a\n" + a + "# under\n\n" + n + "\n# sample\n");
    CHECK(after("[defaults]\ninterval = \"9s\"\n\n# sample\n", add(0, "N")) ==
          "[defaults]\ninterval = \"9s\"\n\n" + n + "\n# sample\n");
    CHECK(after("", add(0, "N")) == n);
    CHECK(after("[log]\r\nlevel = \"info\"", add(0, "N")) ==
          "[log]\r\nlevel = \"info\"\r\n\r\n" + test::with_crlf(n));
    CHECK(after(a, add(2, "N")).find("there is no [[target]] number 3") != std::string::npos);
}

TEST_CASE("lists in one line") {
    const std::string two = "target = [ {check=\"192.0.2.1\"}, {check=\"192.0.2.2\"} ] # t\n";
    const std::string n = "{ name = \"N\", check = \"192.0.2.8\" }";
    CHECK(after(two, add(0, "N")) == "target = [ " + n + ", " + two.substr(11));
    CHECK(after(two, add(2, "N")) ==
          "target = [ {check=\"192.0.2.1\"}, {check=\"192.0.2.2\"}, " + n + " ] # t\n");
    CHECK(after("target = [{check=\"192.0.2.1\"},]", add(1, "N")) ==
          "target = [{check=\"192.0.2.1\"}, " + n + "]");
    CHECK(after("target = [] # none\n", add(0, "N")) == "target = [" + n + "] # none\n");
    CHECK(after(two, edit::RemoveElement{"target", 0}) ==
          "target = [ {check=\"192.0.2.2\"} ] # t\n");
    CHECK(after(two, edit::RemoveElement{"target", 1}) ==
          "target = [ {check=\"192.0.2.1\"} ] # t\n");
    CHECK(after("target = [{check=\"192.0.2.1\"},]", edit::RemoveElement{"target", 0}) ==
          "target = []");
    CHECK(after(two, edit::MoveElement{"target", 0, 1}) ==
          "target = [ {check=\"192.0.2.2\"}, {check=\"192.0.2.1\"} ] # t\n");
}

TEST_CASE("lists with a line for each item keep their lines and comments") {
    const std::string rows =
        "target = [\n  # first\n  {check=\"192.0.2.1\"}, # one\n  {check=\"192.0.2.2\"} # two\n]\n";
    CHECK(after(rows, add(2, "N")) ==
          "target = [\n  # first\n  {check=\"192.0.2.1\"}, # one\n  {check=\"192.0.2.2\"}, # "
          "two\n  { name = \"N\", check = \"192.0.2.8\" }\n]\n");
    CHECK(after(rows, add(0, "N")) ==
          "target = [\n  { name = \"N\", check = \"192.0.2.8\" },\n" + rows.substr(11));
    CHECK(after(rows, edit::MoveElement{"target", 0, 1}) ==
          "target = [\n  {check=\"192.0.2.2\"}, # two\n  # first\n  {check=\"192.0.2.1\"} # "
          "one\n]\n");
    CHECK(after(rows, edit::RemoveElement{"target", 1}) ==
          "target = [\n  # first\n  {check=\"192.0.2.1\"}, # one\n]\n");
    CHECK(after(rows, edit::RemoveElement{"target", 0}) ==
          "target = [\n  {check=\"192.0.2.2\"} # two\n]\n");
}

TEST_CASE("what could go wrong is refused with line and reason") {
    const std::string mixed =
        "target = [ {check=\"192.0.2.1\"}, # one\n {check=\"192.0.2.2\"}, {check=\"192.0.2.3\"} ]";
    CHECK(after(mixed, edit::MoveElement{"target", 0, 1}) ==
          "error: line 1: comments stand between the items of this list, which are not each on a "
          "line of their own: change it in the file yourself");
    CHECK(
        after("[log]\nlevel = \"loud\"\n", set("log", "level", "info")).find("config.toml:2:9:") !=
        std::string::npos);
    CHECK(after("[log\n", set("log", "level", "info")).find("left alone") != std::string::npos);
    CHECK(after("", edit::RemoveElement{"target", 0}).find("there is no [[target]] number 1") !=
          std::string::npos);
    // A moment that TOML cannot read would end the file's being one.
    CHECK(after("", set("log", "level", Moment{"nonsense"})).find("can't be changed safely") !=
          std::string::npos);
}

TEST_CASE("wishes are judged in the words of the file's reader, at their keys") {
    Written written;
    written.tables["alerts"]["quiet_hours"] = "at night";
    written.lists["target"] = {{{"name", "A"}, {"check", "192.0.2.1"}},
                               {{"name", "A"}, {"check", "ftp://x"}, {"intervall", "2s"}}};
    const auto judged = judge(written);
    REQUIRE(judged.problems.size() == 4);
    CHECK(judged.problems[0].place == Place{"alerts", {}});
    CHECK(judged.problems[0].key == "quiet_hours");
    CHECK(judged.problems[1].key == "name");
    CHECK(judged.problems[1].place == Place{"target", 1});
    CHECK(judged.problems[2].key == "check");
    CHECK(judged.problems[2].reason.find("unknown kind of check \"ftp\"") == 0);
    CHECK(judged.problems[3].key == "intervall");
    CHECK(judged.problems[3].reason.find("did you mean \"interval\"?") != std::string::npos);
}
