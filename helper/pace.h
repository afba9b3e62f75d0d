// How often to wake up: what costs most is each wake-up, here and in the client, not the packets.
// Pure.
#pragma once

#include <array>
#include <cstdint>

#include "shared/types.h"

namespace traypulse::helper {

/// The intervals of the streams that run, counted by powers of two. Each step O(1).
class Intervals {
 public:
    void add(Nanoseconds interval) { ++counts_[place(interval)]; }
    void remove(Nanoseconds interval) { --counts_[place(interval)]; }
    /// No running interval is shorter; at least half of the shortest one. Max where there is none.
    [[nodiscard]] Nanoseconds least() const;

 private:
    static std::size_t place(Nanoseconds interval);
    std::array<std::uint32_t, 64> counts_{};
};

/// Below this many packets a second each deadline and each reply is served on its own.
inline constexpr std::uint64_t kTickRate = 50;
/// The shortest step; a wake-up takes a few hundredths of it.
inline constexpr Nanoseconds kShortestTick = std::chrono::milliseconds{1};
/// The longest step: what a person who watches `traypulse ping` does not see as a delay.
inline constexpr Nanoseconds kLongestTick = std::chrono::milliseconds{20};
/// What is sent at once then: some 5 kB, far below what any queue below us holds.
inline constexpr std::uint64_t kPacketsATick = 50;
/// A step is at most this part of the shortest interval: requests stay evenly spaced.
inline constexpr int kTicksAnInterval = 10;

/// The step of the clock by which packets are sent and looked for.
/// `rate`: packets a second, at least 1; `least_interval`: as Intervals::least() gives it.
[[nodiscard]] Nanoseconds tick_of(std::uint64_t rate, Nanoseconds least_interval);

}  // namespace traypulse::helper
