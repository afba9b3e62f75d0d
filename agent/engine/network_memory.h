// What was learnt about one network, so that a hotel is not judged by home's standards.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "shared/types.h"

namespace traypulse {

/// Kept by network, NetworkFacts::id(). Plain value.
struct NetworkMemory {
    /// A target's usual RTT here: a slowly moving median over hours (Baseline, baseline.h).
    struct Usual {
        Rtt rtt;
        std::uint32_t samples = 0;
        bool operator==(const Usual&) const = default;
    };
    std::string id;
    WallTime last_seen;
    std::map<std::string, Usual> usual;  ///< by the target's name
    /// The first routers on the way out, as traced while all was well: this network's own, then the
    /// provider's. Text of addresses; empty where one was silent.
    std::vector<std::string> first_hops;
    bool operator==(const NetworkMemory&) const = default;
};

/// So many networks are remembered; the one that was not seen for longest goes first.
inline constexpr std::size_t kMostNetworks = 50;

}  // namespace traypulse
