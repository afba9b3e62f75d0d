// What was found of path MTUs, for as long as it is believed. Pure.
#pragma once

#include <optional>
#include <unordered_map>

#include "agent/engine/path_mtu_search.h"
#include "shared/types.h"

namespace traypulse {

/// RFC 8201 §4 and RFC 1191 §6.3: a path may have become wider after ten minutes.
inline constexpr Nanoseconds kMtuAge = std::chrono::minutes(10);
/// A person's targets and then some; the oldest makes way.
inline constexpr std::size_t kMostMtus = 1024;

/// By address of the target. One thread.
class PathMtuCache {
 public:
    struct Entry {
        PathMtu mtu;
        MonoTime found;
    };
    /// Only findings that name a size are kept.
    void put(const IpAddress& target, const PathMtu& mtu, MonoTime now);
    /// Not older than kMtuAge.
    [[nodiscard]] std::optional<Entry> get(const IpAddress& target, MonoTime now) const;
    /// The route has changed: what was found of it no longer holds (RFC 8899 §5.3.3).
    void forget(const IpAddress& target) { entries_.erase(target); }
    /// Another network: nothing that was found holds.
    void clear() { entries_.clear(); }

 private:
    std::unordered_map<IpAddress, Entry> entries_;
};

}  // namespace traypulse
