// What a person may ask of the engine, from the menu, a notification's button or the command line.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "agent/engine/check_outcome.h"
#include "agent/engine/snapshot.h"
#include "agent/engine/target.h"
#include "shared/types.h"

namespace traypulse::command {

/// The tick in the menu: watched or not. Survives a restart (written to the configuration).
struct SetEnabled {
    TargetId target;
    bool enabled = true;
};
/// Nothing is sent until then (empty: until resumed).
struct PauseAll {
    std::optional<Nanoseconds> duration;
};
struct ResumeAll {};
/// One target, without touching the configuration (empty: until resumed).
struct PauseTarget {
    TargetId target;
    std::optional<Nanoseconds> duration;
};
struct ResumeTarget {
    TargetId target;
};
/// Nothing is announced until then (empty: until the present outage is over).
struct Mute {
    std::optional<Nanoseconds> duration;
};
struct Unmute {};
/// Nothing about this target, or this cause, is announced until then (empty: until it has
/// recovered).
struct MuteTarget {
    TargetId target;
    std::optional<Nanoseconds> duration;
};
struct UnmuteTarget {
    TargetId target;
};
struct MuteCause {
    Cause cause = Cause::none;
    std::optional<Nanoseconds> duration;
};
struct UnmuteCause {
    Cause cause = Cause::none;
};
/// A window could not read the history: look whether its file is damaged.
struct CheckHistory {};
/// Check this once, now, whether or not it is watched, and tell what came of it
/// (TestedCheck with the same number). What the target has beyond its check counts as well.
struct TestCheck {
    std::uint64_t number = 0;
    TargetSpec target;
};
/// Read the configuration again now.
struct Reload {};
/// End the program in order.
struct Quit {};

}  // namespace traypulse::command

namespace traypulse {
/// The answer to command::TestCheck.
struct TestedCheck {
    std::uint64_t number = 0;
    CheckOutcome outcome;
};
using Command =
    std::variant<command::SetEnabled, command::PauseAll, command::ResumeAll, command::PauseTarget,
                 command::ResumeTarget, command::Mute, command::Unmute, command::MuteTarget,
                 command::UnmuteTarget, command::MuteCause, command::UnmuteCause,
                 command::TestCheck, command::CheckHistory, command::Reload, command::Quit>;
}  // namespace traypulse
