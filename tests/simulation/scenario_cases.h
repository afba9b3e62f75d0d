// How a scenario becomes a test case.
#pragma once

#include "tests/support/doctest_strings.h"

#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/simulation/scenario/run.h"

namespace traypulse::scenario {

inline void play(const std::string& file) {
    const auto scenario = read(TRAYPULSE_SIMULATION, file);
    const auto outcome = run(scenario);
    // For who writes one: what came, to be looked at and then written down.
    if (std::getenv("TRAYPULSE_SHOW") != nullptr)
        std::printf("### %s: %s\n%s", file.c_str(), scenario.about.c_str(),
                    as_expectation(outcome).c_str());
    std::string wrong;
    for (const auto& line : differences(scenario, outcome)) wrong += "  " + line + "\n";
    CHECK_MESSAGE(wrong.empty(), file, ": ", scenario.about, "\n", wrong, "what came:\n",
                  as_expectation(outcome));
}

}  // namespace traypulse::scenario
