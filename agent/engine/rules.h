// The rules of the table in diagnosis.cpp, and the few words that they share. Each is a pure
// function of the facts: what it finds, or nothing.
#pragma once

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "agent/engine/diagnosis.h"

namespace traypulse::rules {

/// What wider causes have explained already.
using Explained = std::unordered_set<TargetId>;

// rules_way.cpp: what is wrong with the way out.
std::vector<Finding> no_link(const Facts& facts, const Explained& explained);
std::vector<Finding> router_unreachable(const Facts& facts, const Explained& explained);
std::vector<Finding> captive_portal(const Facts& facts, const Explained& explained);
std::vector<Finding> provider_outage(const Facts& facts, const Explained& explained);
std::vector<Finding> dns_failing(const Facts& facts, const Explained& explained);
// rules_part.cpp: what is wrong with a part of it.
std::vector<Finding> vpn_down(const Facts& facts, const Explained& explained);
std::vector<Finding> ipv6_broken(const Facts& facts, const Explained& explained);
// rules_target.cpp: what is wrong with single targets.
std::vector<Finding> path_mtu_black_hole(const Facts& facts, const Explained& explained);
std::vector<Finding> local_firewall(const Facts& facts, const Explained& explained);
std::vector<Finding> target_blocks_icmp(const Facts& facts, const Explained& explained);
std::vector<Finding> unstable(const Facts& facts, const Explained& explained);
std::vector<Finding> target_down(const Facts& facts, const Explained& explained);

inline bool watched(const TargetFact& t) { return t.state != TargetState::paused; }
inline bool answers(const TargetFact& t) {
    return t.state == TargetState::up || t.state == TargetState::degraded;
}
inline bool down(const TargetFact& t) { return t.state == TargetState::down; }
inline bool remote(const TargetFact& t) { return watched(t) && !t.loopback; }
inline bool router(const TargetFact& t) { return remote(t) && t.role == TargetRole::router; }
inline bool ordinary(const TargetFact& t) { return remote(t) && t.role == TargetRole::ordinary; }
inline bool over(const TargetFact& t, Family family) { return t.family == family; }

template <class Predicate>
std::size_t count(const Facts& f, Predicate p) {
    return static_cast<std::size_t>(std::count_if(f.targets.begin(), f.targets.end(), p));
}
template <class Predicate>
std::vector<TargetId> ids(const Facts& f, Predicate p) {
    std::vector<TargetId> out;
    for (const auto& t : f.targets)
        if (p(t)) out.push_back(t.id);
    return out;
}

/// "Shop (198.51.100.7)", or the one of both that there is.
std::string naming(const TargetFact& t);
/// "Shop, Office and 3 more": of those that may be spoken of; hidden ones by their address.
template <class Predicate>
std::vector<std::string> names(const Facts& f, Predicate p) {
    std::vector<std::string> out;
    for (const auto& t : f.targets)
        if (p(t)) out.push_back(t.hidden ? t.address : t.name);
    return out;
}
std::string listing(const std::vector<std::string>& names);
/// Hidden ones left out, companions replaced by the target that they belong to.
std::vector<TargetId> speakable(const Facts& f, const std::vector<TargetId>& ids);
/// Silent over every family that it is watched over.
bool wholly_down(const Facts& f, const TargetFact& t);
/// An anchor that can be reached from here at all: a network without IPv6 says nothing by it.
bool anchor(const Facts& f, const TargetFact& t);
/// Silent to ping, and yet something on it answers. Of an anchor only a connection that it accepts
/// counts, where no sign-in page is in the way: a firewall between may refuse in its name, and the
/// page accept in it.
bool shows_life(const Facts& facts, const TargetFact& t);
/// Everything beyond the router is silent. Anchors decide where there are any, because an ordinary
/// target may stand in the same room; without anchors every remote target must be silent, and more
/// than one.
bool internet_silent(const Facts& f);

}  // namespace traypulse::rules
