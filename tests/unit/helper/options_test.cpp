#include "helper/options.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace traypulse;
using namespace traypulse::helper;
using namespace std::chrono_literals;

namespace {
Result<Options> parse(std::vector<std::string> words, const Limits& limits = {}) {
    std::vector<char*> arguments;
    arguments.reserve(words.size());
    for (auto& word : words) arguments.push_back(word.data());
    return parse_options(arguments, limits);
}
}  // namespace

TEST_CASE("without arguments everything is at its default") {
    const auto options = parse({});
    REQUIRE(options);
    CHECK(options.value().limits == Limits{});
    CHECK_FALSE(options.value().inherited);
    CHECK_FALSE(options.value().debug);
}

TEST_CASE("each argument does what it says") {
    const auto options =
        parse({"--fd", "3", "--log-level", "debug", "--max-rate", "7", "--max-user-rate", "6",
               "--max-targets", "5", "--min-interval", "4"});
    REQUIRE(options);
    CHECK(options.value().inherited);
    CHECK(options.value().debug);
    CHECK(options.value().limits.total_rate == 7);
    CHECK(options.value().limits.uid_rate == 6);
    CHECK(options.value().limits.uid_probes == 5);
    CHECK(options.value().limits.least_interval == 4ms);
    CHECK(parse({"--help"}).value().action == Options::Action::show_help);
    CHECK(parse({"--version"}).value().action == Options::Action::show_version);
    CHECK(parse({"--max-rate", "9"}, Limits::uncapped()).value().limits.uid_rate == 0);
}

TEST_CASE("what is wrong is refused in words") {
    for (const std::vector<std::string>& words : {std::vector<std::string>{"--fd"},
                                                  {"--fd", "4"},
                                                  {"--fd", ""},
                                                  {"--max-rate", "-1"},
                                                  {"--max-rate", "1x"},
                                                  {"--max-rate", "99999999999"},
                                                  {"--min-interval", "0"},
                                                  {"--max-targets", "0"},
                                                  {"--log-level", "x"},
                                                  {"--nonsense"},
                                                  {""},
                                                  {"x"}}) {
        const auto options = parse(words);
        REQUIRE_FALSE(options);
        CHECK(options.error().what.find(words[0]) != std::string::npos);
        CHECK_FALSE(options.error().remedy.empty());
    }
}
