// What the engine knows of a target beside what its own stream says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/check_outcome.h"
#include "agent/engine/inquiry.h"
#include "agent/engine/snapshot.h"

namespace traypulse {

/// A target that blocks ICMP is checked another way.
struct Substitute {
    CheckSpec own;  ///< what the person wrote
    Nanoseconds interval{}, timeout{};
    std::string why;  ///< "does not answer ping, so it is checked over HTTPS"
    MonoTime until;   ///< ICMP is tried again then
};

struct TargetNotes {
    std::optional<TargetId> companion_of;  ///< the same name over the other family …
    std::optional<TargetId> companion;     ///< … and that one of this
    std::optional<TargetId> parent;        ///< that its specification names
    std::vector<IpAddress> addresses;      ///< all of its name's
    std::optional<ServiceAnswer> service;  ///< while it is silent to echo requests
    /// Heard while it was down already: believed when it is still silent to ping then, because what
    /// comes back answers on one port a moment before the other.
    std::optional<ServiceAnswer> late_service;
    MonoTime believe_at;
    std::optional<PathMtu> path_mtu;  ///< while it fails
    std::optional<CheckStatus> last_status;
    bool no_way_there = false;  ///< a router said so last: no silence that another port could break
    std::optional<Substitute> substitute;
    bool tunnelled = false;        ///< it answered through a tunnel when it last did
    bool told_of_silence = false;  ///< to ping; said once
    /// What a person sees: its own state and its companion's in one.
    TargetState state = TargetState::unknown;
    std::string reason;
    Instant since;
};

}  // namespace traypulse
