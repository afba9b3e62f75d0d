// Which checks `traypulse check` was given. Pure.
#pragma once

#include <string>
#include <vector>

#include "agent/cli/options.h"
#include "agent/engine/target.h"
#include "shared/result.h"

namespace traypulse::cli {

struct CheckTarget {
    std::string written;  ///< the person's own words
    TargetSpec spec;
};

/// The name of a target of the configuration (`configured`) stands for its check with all its keys;
/// anything else is a URI, to which the keys of the command line apply, read as the configuration
/// reads them. The error names the first that is none.
Result<std::vector<CheckTarget>> check_targets(const CheckArguments& arguments,
                                               const std::vector<TargetSpec>& configured);

}  // namespace traypulse::cli
