// Lets a scenario happen, and compares what came with what was expected.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/simulation/scenario/scenario.h"

namespace traypulse::scenario {

struct Happened {
    Nanoseconds at{};
    std::string text;
    std::string body;  ///< of a notification
};

struct Outcome {
    std::vector<Happened> notices;
    std::vector<Happened> verdicts;
    std::vector<Happened> held;
    std::map<std::string, std::string> states;
    std::map<std::string, std::string> ledger;
    /// What contradicts the invariants: time that is nobody's, a ledger that says another state
    /// than the engine.
    std::vector<std::string> faults;
};

/// Throws Wrong.
Outcome run(const Scenario& scenario);
/// Everything that is not as expected, one line each; empty: all is well.
std::vector<std::string> differences(const Scenario& scenario, const Outcome& outcome);
/// The outcome in the form of [expect].
std::string as_expectation(const Outcome& outcome);

}  // namespace traypulse::scenario
