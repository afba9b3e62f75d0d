// A history with all that a graph can show, ended at a moment of choice: answers with a heavy tail,
// evenings that are slower, loss, outages with evidence, hours without the program.
#pragma once

#include <string>
#include <vector>

#include "agent/store/records.h"
#include "shared/types.h"

namespace traypulse::test {

struct MadeHistory {
    std::string path;
    WallTime until;
    int days = 1;
    /// Between two samples: the last hours have one each second, what is older one each `coarse`.
    int fine_hours = 2;
    std::chrono::seconds coarse{30};
    std::vector<store::TargetIdentity> targets;  ///< ids are given here, from 1
};

/// Writes it through the store itself. The same wish makes the same history. Throws
/// std::runtime_error where the store cannot write.
void make_history(const MadeHistory& wish);

}  // namespace traypulse::test
