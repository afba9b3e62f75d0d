// From facts to causes: one table of rules, widest cause first (DESIGN §5: link → router → provider
// → DNS → target). Pure functions; nothing is remembered here.
#pragma once

#include <string>
#include <vector>

#include "agent/engine/facts.h"

namespace traypulse {

/// One cause and the targets that it explains.
struct Finding {
    Cause cause = Cause::none;
    Confidence confidence = Confidence::certain;
    /// What a person is told of; the cause's own target first. Hidden ones never stand here.
    std::vector<TargetId> affected;
    /// What it was seen by, hidden ones too: the cause is over when one of these answers. Empty:
    /// `affected`.
    std::vector<TargetId> witnesses{};
    /// The evidence, a plain sentence each, most telling first.
    std::vector<std::string> reasons{};
    bool operator==(const Finding&) const = default;
};

/// Widest first; a target stands in at most one finding.
std::vector<Finding> diagnose(const Facts& facts);

/// True for a cause that is about the way rather than about one target.
bool is_wide(Cause cause);
/// Place in the table of rules: a smaller one explains more. What is sharpened to a smaller one is
/// renamed at once.
int width(Cause cause);

}  // namespace traypulse
