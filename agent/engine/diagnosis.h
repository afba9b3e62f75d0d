// From facts to causes: one table of rules, widest cause first (DESIGN §5: link → router → provider
// → DNS → target). Pure functions; nothing is remembered here.
#pragma once

#include <vector>

#include "agent/engine/facts.h"

namespace traypulse {

/// One cause and the targets that it explains.
struct Finding {
    Cause cause = Cause::none;
    Confidence confidence = Confidence::certain;
    std::vector<TargetId> affected;  ///< never empty but for no_link and dns_failing
    bool operator==(const Finding&) const = default;
};

/// Widest first; a target stands in at most one finding.
std::vector<Finding> diagnose(const Facts& facts);

/// True for a cause that is about the way rather than about one target.
bool is_wide(Cause cause);

}  // namespace traypulse
