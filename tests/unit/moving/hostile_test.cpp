// Files that were made to do harm, or are simply broken: an end, and a sentence with the place.
#include <doctest/doctest.h>

#include "tests/unit/moving/moving_bench.h"

using namespace traypulse;
using namespace traypulse::test;
using moving::Kind;

namespace {

std::string times(std::size_t n, std::string_view part) {
    std::string out;
    out.reserve(n * part.size());
    for (std::size_t i = 0; i < n; ++i) out += part;
    return out;
}

bool refuses(Kind kind, const std::string& text, const std::string& words) {
    const auto refusal = refusal_of(kind, text);
    INFO(refusal);
    const bool found = refusal.find(words) != std::string::npos;
    CHECK(found);
    return found;
}

}  // namespace

TEST_CASE("what can't be read says where and why") {
    refuses(Kind::uptime_kuma, "{\n \"monitorList\": [\n {]\n}", "list:3: this is no JSON");
    refuses(Kind::uptime_kuma, "{\"monitors\": 1}", "has no list of monitors");
    refuses(Kind::uptime_kuma, "3", "has no list of monitors");
    refuses(Kind::blackbox, "modules:\n  a: [\n", "this is no YAML");
    refuses(Kind::blackbox, "scrape_configs: *gone\n", "list:1: the alias stands for nothing");
    refuses(Kind::vmping, "<vmping>\n<favorites>\n</vmping>", "list:3: this is no XML");
    refuses(Kind::vmping, "<other/>", "the file's element is not <vmping>");
    refuses(Kind::smokeping, "*** Targets ***\n++ deep\n", "list:2: the section is 2 levels deep");
    refuses(Kind::smokeping, "*** Targets ***\nnonsense\n",
            "list:2: this is neither a section nor");
    refuses(Kind::smokeping, "*** Targets ***\n+\n", "list:2: the section has no name");
    refuses(Kind::smokeping, "*** Targets\n", "list:1: a heading ends with ***");
    refuses(Kind::fping, std::string("a\nb") + '\0' + "c", "list:2: there is a zero byte");
    refuses(Kind::vmping, std::string("\xFF\xFE<") + '\0', "is written in UTF-16");
}

TEST_CASE("limits are named: size, depth, lines, numbers") {
    refuses(Kind::fping, std::string(moving::kLargestList + 1, '\n'), "larger than 8 MiB");
    refuses(Kind::fping, std::string(moving::kLongestLine + 1, 'a'), "longer than 16384 bytes");
    refuses(Kind::fping, times(moving::kMostEntries + 1, "a\n"), "more than 20000 entries");
    refuses(Kind::uptime_kuma, times(100'000, "["), "brackets 100000 deep");
    refuses(Kind::uptime_kuma, "[" + times(1'000'001, "0,") + "0]", "a million values");
    refuses(Kind::uptime_kuma, "[" + times(moving::kMostEntries + 1, "{},") + "{}]",
            "more than 20000 monitors");
    refuses(Kind::blackbox, times(1'000, "["), "deeper than 64 levels");
    refuses(Kind::blackbox, times(70, "- "), "deeper than 64 levels");
    refuses(Kind::vmping, "<vmping>" + times(100'000, "<a>"), "deeper than 64 levels");
    refuses(
        Kind::smokeping,
        [] {
            std::string out = "*** Targets ***\n";
            for (std::size_t i = 1; i < 70; ++i) out += std::string(i, '+') + "s\n";
            return out;
        }(),
        "sections are deeper than 64 levels");
    refuses(Kind::smokeping, "*** Targets ***\n" + times(65, "@define a b\n"),
            "more than 64 @defines");
}

TEST_CASE("definitions that double each other do not grow without end") {
    std::string text = "*** Targets ***\n";
    for (char c = 'A'; c < 'Z'; ++c)
        text += std::string("@define ") + c + " " +
                times(4, std::string(1, static_cast<char>(c + 1))) + "\n";
    refuses(Kind::smokeping, text + "menu = A\n", "with its @defines the line is longer");
    refuses(
        Kind::smokeping,
        "*** Targets ***\n@define X " + std::string(16'000, 'y') + "\n" + times(2'000, "a = X\n"),
        "with its @defines the text is larger than 8 MiB");
}

TEST_CASE("aliases of aliases stand for more than is looked at") {
    std::string text =
        "scrape_configs:\n- &job\n  params: {module: [icmp]}\n  static_configs:\n"
        "  - &group\n    targets: &targets\n";
    text += times(200, "    - 192.0.2.1\n");
    text += times(200, "  - *group\n");
    text += times(200, "- *job\n");
    refuses(Kind::blackbox, text, "more than 20000 entries");
}

TEST_CASE("a merge of what merges itself ends") {
    const auto moved = move_in(
        Kind::blackbox, "scrape_configs:\n- &a {<<: &b {<<: {job_name: x}}}\n- {<<: [*a, *b]}\n");
    CHECK(moved.reading.entries.size() == 2);
}

TEST_CASE("entities and document types of XML are not followed") {
    const auto moved = move_in(
        Kind::vmping,
        "<!DOCTYPE vmping [<!ENTITY a \"aaaa\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>\n"
        "<vmping><favorites><favorite title=\"&b;\"><host>&a;</host></favorite></favorites>"
        "</vmping>");
    CHECK_FALSE(moved.entry().taken());
    CHECK(moved.said().find("root:") == std::string::npos);
}

TEST_CASE("texts of strangers do not steer the terminal, nor the configuration") {
    const auto moved = move_in(
        Kind::uptime_kuma,
        R"([{"id": 1, "name": "a\u001b[2J\nb = \"", "type": "x\u001b]0;y", "accepted_statuscodes": 1},
            {"id": 2, "name": "c\u001b\"\n[[target]]", "type": "ping", "hostname": "192.0.2.1"}])");
    for (const auto& line : moving::remarks_of(moved.reading, moved.inputs))
        CHECK(line.find('\x1b') == std::string::npos);
    CHECK(moved.toml().find('\x1b') == std::string::npos);
    CHECK(moving::targets_of(moved.reading).size() == 1);
}
