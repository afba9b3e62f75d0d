// Any order of events keeps the promises: every second belongs to one state, no outage is without
// an end, nothing is said twice, nothing unknown is called down. One seed alone, with its story:
//   TRAYPULSE_SEED=4711 random-tests
#include "tests/support/doctest_strings.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/simulation/random_run.h"

using namespace traypulse;

namespace {

constexpr std::uint64_t kParts = 10;
constexpr std::array kHomes{"home", "laptop", "dual", "work", "house"};

const scenario::Home& home_of(std::uint64_t seed) {
    static const auto homes = [] {
        std::vector<scenario::Home> out;
        for (const auto* name : kHomes) out.push_back(scenario::home(TRAYPULSE_SIMULATION, name));
        return out;
    }();
    return homes[seed % homes.size()];
}

void part(std::uint64_t n) {
    if (const auto* one = std::getenv("TRAYPULSE_SEED"); one != nullptr) {
        const auto seed = std::strtoull(one, nullptr, 10);
        if (seed % kParts != n) return;
        std::vector<std::string> story;
        const auto faults = random_run::run(home_of(seed), seed, &story);
        for (const auto& line : story) std::puts(line.c_str());
        CHECK(faults.empty());
        return;
    }
    for (std::uint64_t seed = n; seed < TRAYPULSE_SEEDS; seed += kParts) {
        const auto faults = random_run::run(home_of(seed), seed);
        CHECK_MESSAGE(faults.empty(), "TRAYPULSE_SEED=", seed, " (",
                      std::string(kHomes[seed % kHomes.size()]),
                      "): ", faults.empty() ? "" : faults.front());
    }
}

}  // namespace

TEST_CASE("any order of events, part 1 of 10") { part(0); }
TEST_CASE("any order of events, part 2 of 10") { part(1); }
TEST_CASE("any order of events, part 3 of 10") { part(2); }
TEST_CASE("any order of events, part 4 of 10") { part(3); }
TEST_CASE("any order of events, part 5 of 10") { part(4); }
TEST_CASE("any order of events, part 6 of 10") { part(5); }
TEST_CASE("any order of events, part 7 of 10") { part(6); }
TEST_CASE("any order of events, part 8 of 10") { part(7); }
TEST_CASE("any order of events, part 9 of 10") { part(8); }
TEST_CASE("any order of events, part 10 of 10") { part(9); }
