// What `--help` says goes through the catalogue, all of it: in a made-up language no English
// sentence is left.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "agent/cli/help_layout.h"
#include "agent/cli/options.h"
#include "agent/translations/columns.h"
#include "agent/translations/translate.h"

using namespace traypulse;
using namespace traypulse::cli;

namespace {

/// Every sentence between these marks, with blanks that no line is broken at.
const char* marked(const char* /*context*/, const char* one, const char* many, unsigned long n) {
    static std::map<std::string, std::string> known;
    const std::string sentence = many != nullptr && n != 1 ? many : one;
    auto& out = known[sentence];
    if (!out.empty()) return out.c_str();
    out = "‹";
    for (const char c : sentence) out += c == ' ' ? std::string("\u00a0") : std::string(1, c);
    out += "›";
    return out.c_str();
}

struct Marked {
    Marked() {
        Catalogue catalogue;
        catalogue.lookup = marked;
        use_catalogue(catalogue);
    }
    ~Marked() { use_catalogue({}); }
    Marked(const Marked&) = delete;
    Marked& operator=(const Marked&) = delete;
};

const std::vector<std::vector<std::string>> kCommands{
    {},         {"ping"},   {"check"}, {"status"}, {"why"},    {"watch"},
    {"pause"},  {"resume"}, {"mute"},  {"unmute"}, {"config"}, {"config", "check"},
    {"doctor"}, {"trace"},  {"mtu"},   {"export"}, {"import"}, {"report"}};

std::string help_of(std::vector<std::string> command) {
    command.emplace_back("--help");
    const auto action = parse_arguments(command, "1");
    REQUIRE(action.ok());
    const auto* text = std::get_if<PrintText>(&action.value());
    REQUIRE(text != nullptr);
    return text->text;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

/// What stands outside of all marks; a sentence may hold another.
std::string unmarked(std::string text) {
    while (true) {
        const auto end = text.find("›");
        if (end == std::string::npos) return text;
        const auto begin = text.rfind("‹", end);
        REQUIRE(begin != std::string::npos);
        text.erase(begin, end + std::string("›").size() - begin);
    }
}

/// What a person types, or a program reads.
bool is_for_programs(const std::string& line) {
    const auto first = line.find_first_not_of(' ');
    if (first == std::string::npos) return true;
    const auto rest = std::string_view(line).substr(first);
    return std::any_of(rest.begin(), rest.end(), [](char c) { return c == '{' || c == '}'; }) ||
           rest.starts_with("traypulse ") || rest.starts_with("ssh ") || rest.starts_with("\"");
}

}  // namespace

TEST_CASE("no sentence of --help is left in English") {
    const Marked language_;
    const std::regex two_words("[A-Za-z0-9]{2,} [a-z]{2,}");
    const std::regex heading("^[A-Z][A-Za-z ]*:");
    for (const auto& command : kCommands) {
        const auto help = help_of(command);
        REQUIRE(help.find("‹") != std::string::npos);
        for (const auto& line : lines_of(unmarked(help))) {
            if (is_for_programs(line)) continue;
            CHECK_MESSAGE(!std::regex_search(line, two_words), line);
            CHECK_MESSAGE(!std::regex_search(line, heading), line);
        }
    }
}

TEST_CASE("wrong usage is told in the person's language") {
    const Marked language_;
    const std::vector<std::vector<std::string>> wrong{{"pign"},
                                                      {"--headles"},
                                                      {"status", "more"},
                                                      {"ping"},
                                                      {"ping", "-c"},
                                                      {"ping", "-c", "x"},
                                                      {"ping", "-t", "256", "a"},
                                                      {"ping", "-i", "x", "a"},
                                                      {"check"},
                                                      {"trace"},
                                                      {"mtu", "-6", "192.0.2.1"},
                                                      {"--log-level", "loud"},
                                                      {"config"},
                                                      {"import"},
                                                      {"export", "--what", "x"},
                                                      {"-q", "-v"},
                                                      {"report", "--since", "x"},
                                                      {"export", "--format", "xml"},
                                                      {"--config", "a", "--config", "b"}};
    const std::regex two_words("[A-Za-z0-9]{2,} [a-z]{2,}");
    for (const auto& arguments : wrong) {
        const auto action = parse_arguments(arguments, "1");
        REQUIRE_FALSE(action.ok());
        const auto said = unmarked(action.error().text());
        CHECK_MESSAGE(!std::regex_search(said, two_words), said);
        CHECK_MESSAGE(said != action.error().text(), said);
    }
}

TEST_CASE("--help fits a terminal of a hundred columns, but for what is typed") {
    for (const auto& command : kCommands)
        for (const auto& line : lines_of(help_of(command)))
            if (!is_for_programs(line)) CHECK_MESSAGE(terminal_columns(line) <= kHelpColumns, line);
}

TEST_CASE("what is typed has what it does in a column of its own") {
    const auto text = HelpText()
                          .block("Examples:", {{"a", "one"}, {"long one", "two"}, {"alone", ""}})
                          .paragraph("A word. 結果は次のとおりです。")
                          .text();
    CHECK(text ==
          "Examples:\n"
          "  a          one\n"
          "  long one   two\n"
          "  alone\n"
          "\n"
          "A word. 結果は次のとおりです。\n");
    CHECK(help_line("-c", "x", 10) == "  -c      x\n");
    CHECK(help_line("--very-long", "x", 10) == "  --very-long\n          x\n");
}

TEST_CASE("what --help says behind the options is laid out for it alone") {
    static bool laid_out = false;
    Catalogue catalogue;
    catalogue.lookup = [](const char* /*context*/, const char* one, const char* many,
                          unsigned long n) {
        laid_out = laid_out || std::string_view(one) == "Examples:";
        return many != nullptr && n != 1 ? many : one;
    };
    use_catalogue(catalogue);
    CHECK(parse_arguments({"status"}, "1").ok());
    CHECK_FALSE(laid_out);
    CHECK(parse_arguments({"status", "--help"}, "1").ok());
    CHECK(laid_out);
    use_catalogue({});
}
