// Which targets `traypulse ping` was given. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/cli/options.h"
#include "agent/engine/target.h"
#include "shared/result.h"

namespace traypulse::cli {

struct PingTarget {
    std::string written;  ///< the person's own words
    CheckSpec check;      ///< with -4 or -6 in it
};

/// Those of the command line first, then those of the file (`file_text`): one a line, # begins a
/// comment, blanks around are dropped. The error names the file and line of the first that is none;
/// none at all and more than the helper serves are errors too.
Result<std::vector<PingTarget>> ping_targets(const PingOptions& options,
                                             std::string_view file_text);

}  // namespace traypulse::cli
