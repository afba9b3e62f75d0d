#include "agent/engine/networks.h"

#include <algorithm>
#include <utility>

namespace traypulse {

void Networks::restore(std::vector<NetworkMemory> networks) {
    for (auto& memory : networks)
        if (!memory.id.empty()) known_[memory.id] = std::move(memory);
    while (known_.size() > kMostNetworks)
        known_.erase(std::min_element(known_.begin(), known_.end(), [](const auto& a, auto& b) {
            return a.second.last_seen < b.second.last_seen;
        }));
}

Networks::Seen Networks::see(const NetworkFacts& facts, WallTime now) {
    if (!facts.known || facts.routers.empty()) return Seen::same;
    if (facts_ && facts_->same_network(facts)) {
        // A neighbour's address that is not known at the moment was not forgotten by us.
        auto merged = facts;
        for (auto& n : merged.neighbours)
            for (const auto& was : facts_->neighbours)
                if (n.mac.empty() && n.address == was.address) n.mac = was.mac;
        if (merged.neighbours.empty()) merged.neighbours = facts_->neighbours;
        facts_ = std::move(merged);
        if (facts_->id() == present_) return Seen::same;
        const auto before = std::exchange(present_, facts_->id());
        // What was learnt under the shorter name belongs here, unless here is known already.
        const bool is_new = !known_.contains(present_);
        const auto learnt = is_new && known_.contains(before) ? known_[before] : NetworkMemory();
        auto& memory = remember(present_, now);
        if (is_new) {
            memory.usual = learnt.usual;
            memory.first_hops = learnt.first_hops;
        }
        return is_new ? Seen::same : Seen::refined;
    }
    const auto seen = facts_ ? Seen::another : Seen::first;
    facts_ = facts;
    present_ = facts.id();
    remember(present_, now);
    return seen;
}

NetworkMemory& Networks::remember(const std::string& id, WallTime now) {
    auto& memory = known_[id];
    memory.id = id;
    memory.last_seen = now;
    while (known_.size() > kMostNetworks) {
        auto oldest = known_.end();
        for (auto it = known_.begin(); it != known_.end(); ++it)
            if (it->first != id &&
                (oldest == known_.end() || it->second.last_seen < oldest->second.last_seen))
                oldest = it;
        known_.erase(oldest);
    }
    return memory;
}

NetworkMemory* Networks::present() {
    const auto it = known_.find(present_);
    return it == known_.end() ? nullptr : &it->second;
}

const NetworkMemory* Networks::find(const std::string& id) const {
    const auto it = known_.find(id);
    return it == known_.end() ? nullptr : &it->second;
}

}  // namespace traypulse
