// What else is remembered: who was watched, in what state, and what happened.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent/engine/snapshot.h"
#include "shared/types.h"

namespace traypulse::store {

/// A target as the configuration has it. Name and check together are what history knows it by.
struct TargetIdentity {
    TargetId id;  ///< of this run of the program
    std::string name;
    std::string check;  ///< canonical URI
    bool operator==(const TargetIdentity&) const = default;
};

/// From `at` on the target is in this state.
struct StateChange {
    TargetId target;
    TargetState state = TargetState::unknown;
    WallTime at;
    std::string reason;  ///< in words; may be empty
};

/// The words of the view `events`.
enum class EventKind : std::uint8_t {
    program_start,
    program_stop,
    network,        ///< another network, link or address
    route,          ///< the path to a target changed
    configuration,  ///< targets or settings changed
    clock,          ///< the clock was set
    history,        ///< something about the history itself: samples dropped, a file set aside
};
std::string_view to_string(EventKind kind);

struct Event {
    EventKind kind = EventKind::configuration;
    WallTime time;
    TargetId target;  ///< 0: of no target in particular
    std::string text;
};

}  // namespace traypulse::store
