// What is known at one moment, as the rules of diagnosis see it.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent/engine/inquiry.h"
#include "agent/engine/network_facts.h"
#include "agent/engine/snapshot.h"
#include "agent/engine/target.h"

namespace traypulse {

struct TargetFact {
    TargetId id;
    TargetRole role = TargetRole::ordinary;
    TargetState state = TargetState::unknown;
    bool suspected = false;   ///< being re-checked right now
    bool loopback = false;    ///< never leaves this machine
    bool by_name = false;     ///< its host is a name
    bool unresolved = false;  ///< … and no address is known for it
    bool ever_answered = false;
    int local_error = 0;                   ///< errno while this machine refuses to send …
    bool refused = false;                  ///< … and has done so often enough for it to count
    std::optional<MonoTime> last_heard{};  ///< when the last request that was answered went out
    std::optional<TargetId> parent;
    Instant failing_since;
    std::optional<Family> family;          ///< of the address in use; empty while there is none
    std::optional<TargetId> companion_of;  ///< the same name over the other family than that one
    std::optional<TargetId> companion;     ///< … and the one that says so of this
    bool tunnelled = false;                ///< its address is reached through a tunnel (VPN)
    std::optional<ServiceAnswer> service;  ///< silent to echo requests, and asked otherwise
    std::optional<PathMtu> path_mtu;       ///< asked for since it fails
    bool unstable = false;                 ///< it keeps going and coming back
    std::string name{};                    ///< the person's word for it, for sentences
    std::string address{};                 ///< in use; empty while there is none
    CheckKind kind = CheckKind::icmp;
    bool hidden = false;  ///< judged by, never spoken of
};

struct Facts {
    NetworkFacts network;
    bool dns_failing = false;
    bool dns_answers = false;            ///< the last look-up was answered
    std::optional<PortalAnswer> portal;  ///< as long as it is believed
    std::vector<TargetFact> targets;     ///< in the person's order

    std::vector<std::string> first_hops;  ///< of the way out, traced while all was well
    /// Where each stands in `targets`, of whoever knows; else find() searches.
    const std::unordered_map<TargetId, std::size_t>* places = nullptr;

    [[nodiscard]] const TargetFact* find(TargetId id) const;
};

/// True where `address` is reached through one of the network's tunnels. Routes beside the tunnels
/// are not known; what stands in a router's own block (/24, /64) is taken to be on the link where
/// the tunnel takes everything.
bool is_tunnelled(const NetworkFacts& network, const IpAddress& address);
/// True where `address` stands in one router's own block, as far as one can guess it (/24, /64).
bool is_beside_router(const NetworkFacts& network, const IpAddress& address);

}  // namespace traypulse
