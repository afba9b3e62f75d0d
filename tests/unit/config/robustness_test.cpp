// Damaged files: whatever the bytes, reading ends with settings or with problems that have a place,
// and an edit either does what it says or nothing. A fixed seed, so that a failure can be repeated.
#include <doctest/doctest.h>

#include <random>
#include <string>

#include "agent/config/edit.h"
#include "agent/config/first_run.h"
#include "agent/config/parse.h"

using namespace traypulse;

namespace {

void survives(const std::string& text) {
    const auto parsed = config::parse(text, "f");
    for (const auto& problem : parsed.problems) {
        CHECK_FALSE(problem.reason.empty());
        CHECK(problem.line >= 1);
    }
    if (!parsed.ok() || parsed.settings.targets.empty()) return;
    const auto name = parsed.settings.targets.front().name;
    const auto edited = config::with_enabled(text, name, !parsed.settings.targets.front().enabled);
    if (!edited) return;
    const auto again = config::parse(edited.value(), "f");
    REQUIRE(again.ok());
    CHECK(again.settings.targets.front().enabled != parsed.settings.targets.front().enabled);
}

}  // namespace

TEST_CASE("every truncation of a file is survived") {
    const auto text = config::first_configuration({{"192.0.2.1"}, {"192.0.2.53"}});
    for (std::size_t length = 0; length < text.size(); length += 3)
        survives(text.substr(0, length));
}

TEST_CASE("corrupted files are survived") {
    const auto text = config::first_configuration({{"192.0.2.1"}, {}});
    std::mt19937 random(
        20240607);  // NOLINT(bugprone-random-generator-seed,cert-msc51-cpp): repeatable
    std::uniform_int_distribution<std::size_t> place(0, text.size() - 1);
    std::uniform_int_distribution<int> byte(0, 255);
    const std::string structure = "[]{}\"'=.,#\n\\\r\t 0-";
    std::uniform_int_distribution<std::size_t> mark(0, structure.size() - 1);
    for (int round = 0; round < 600; ++round) {
        auto damaged = text;
        for (int change = 0; change <= round % 4; ++change) {
            const auto at = place(random);
            switch (round % 3) {
                case 0:
                    damaged[at] = static_cast<char>(byte(random));
                    break;
                case 1:
                    damaged[at] = structure[mark(random)];
                    break;
                default:
                    damaged.erase(at, 1 + at % 40);
                    damaged += " ";
                    damaged.resize(text.size(), '\n');
                    break;
            }
        }
        survives(damaged);
    }
}

TEST_CASE("deep nesting is a problem, not a crash") {
    CHECK_FALSE(config::parse("a = " + std::string(100000, '['), "f").ok());
    CHECK_FALSE(config::parse(std::string(50000, '{'), "f").ok());
}
