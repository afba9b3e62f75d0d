// What a person has paused and muted, in a form that survives a restart.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/types.h"

namespace traypulse {

/// Plain value. An `until` that is empty means: until a person says otherwise.
struct PauseState {
    struct Target {
        std::string name;
        std::optional<WallTime> until;
        bool operator==(const Target&) const = default;
    };
    bool paused_all = false;
    std::optional<WallTime> paused_until;
    std::vector<Target> targets;
    bool muted = false;
    std::optional<WallTime> muted_until;
    /// Of one target, by name, or of one cause, by its word; an `until` that is empty here means:
    /// until it has recovered.
    std::vector<Target> muted_targets;
    std::vector<Target> muted_causes;
    bool operator==(const PauseState&) const = default;
};

}  // namespace traypulse
