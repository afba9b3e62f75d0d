#include "agent/engine/network_facts.h"

#include <algorithm>

namespace traypulse {

std::string NetworkFacts::id() const {
    if (routers.empty()) return {};
    std::string out = routers.front();
    if (!neighbours.empty() && !neighbours.front().mac.empty()) out += " " + neighbours.front().mac;
    return out;
}

bool NetworkFacts::same_network(const NetworkFacts& other) const {
    if (routers != other.routers) return false;
    for (const auto& mine : neighbours) {
        const auto theirs = std::find_if(other.neighbours.begin(), other.neighbours.end(),
                                         [&](const auto& n) { return n.address == mine.address; });
        const bool both_known =
            theirs != other.neighbours.end() && !mine.mac.empty() && !theirs->mac.empty();
        if (both_known && theirs->mac != mine.mac) return false;
    }
    return true;
}

bool NetworkFacts::same_ways(const NetworkFacts& other) const {
    auto as_there = *this;
    as_there.neighbours = other.neighbours;
    return as_there == other && same_network(other);
}

}  // namespace traypulse
