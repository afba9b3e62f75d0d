#include "agent/engine/path_mtu_cache.h"

#include <algorithm>

namespace traypulse {

void PathMtuCache::put(const IpAddress& target, const PathMtu& mtu, MonoTime now) {
    const bool names_a_size = mtu.finding == MtuFinding::whole ||
                              mtu.finding == MtuFinding::announced ||
                              mtu.finding == MtuFinding::black_hole;
    if (!names_a_size) return;
    if (entries_.size() >= kMostMtus && !entries_.contains(target))
        entries_.erase(std::min_element(
            entries_.begin(), entries_.end(),
            [](const auto& a, const auto& b) { return a.second.found < b.second.found; }));
    entries_[target] = {mtu, now};
}

std::optional<PathMtuCache::Entry> PathMtuCache::get(const IpAddress& target, MonoTime now) const {
    const auto found = entries_.find(target);
    if (found == entries_.end() || now - found->second.found > kMtuAge) return std::nullopt;
    return found->second;
}

}  // namespace traypulse
