// What is known at one moment, as the rules of diagnosis see it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/snapshot.h"
#include "agent/engine/target.h"

namespace traypulse {

/// Links and routes of this machine (rtnetlink(7)), as last seen.
struct NetworkFacts {
    bool known = false;         ///< false: this system cannot tell; no rule relies on the rest then
    bool link_up = true;        ///< some interface other than loopback is up and has carrier
    bool default_route = true;  ///< in either family
    std::string interface;      ///< of the default route
    std::vector<std::string> routers;    ///< next hops of the default routes, IPv4 first
    std::vector<std::string> resolvers;  ///< DNS servers in use
    bool operator==(const NetworkFacts&) const = default;
};

struct TargetFact {
    TargetId id;
    TargetRole role = TargetRole::ordinary;
    TargetState state = TargetState::unknown;
    bool suspected = false;   ///< being re-checked right now
    bool loopback = false;    ///< never leaves this machine
    bool by_name = false;     ///< its host is a name
    bool unresolved = false;  ///< … and no address is known for it
    bool ever_answered = false;
    int local_error = 0;  ///< errno while this machine refuses to send
    std::optional<TargetId> parent;
    Instant failing_since;
};

struct Facts {
    NetworkFacts network;
    bool dns_failing = false;
    std::vector<TargetFact> targets;  ///< in the person's order

    [[nodiscard]] const TargetFact* find(TargetId id) const;
};

}  // namespace traypulse
