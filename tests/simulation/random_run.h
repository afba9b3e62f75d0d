// A world in which things happen in any order, and what must hold whatever the order is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/scenario/scenario.h"

namespace traypulse::random_run {

/// One run. Returns what was violated; `story`, where given, gets a line for all that happened.
std::vector<std::string> run(const scenario::Home& home, std::uint64_t seed,
                             std::vector<std::string>* story = nullptr);

}  // namespace traypulse::random_run
