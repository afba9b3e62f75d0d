// What is usual: a target's round trip in one network.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "agent/engine/network_memory.h"
#include "shared/types.h"

namespace traypulse {

/// The median of the last 48 values that were taken five minutes apart: four hours. Less than half
/// of them cannot move it far, so neither an outage nor an hour of slowness drags it along. Pure;
/// fixed size.
class Baseline {
 public:
    /// Between two values that are taken …
    static constexpr Nanoseconds kEvery = std::chrono::minutes(5);
    /// … but for the first, so that a window's worth of answers is behind it.
    static constexpr Nanoseconds kFirst = std::chrono::minutes(1);
    static constexpr std::size_t kMost = 48;
    /// Fewer values say nothing about what is usual.
    static constexpr std::size_t kLeast = 3;
    /// What is slow for so long without a break is no trouble but the new usual (another way out,
    /// another place of the service), and is learnt after all.
    static constexpr Nanoseconds kNewUsual = std::chrono::hours(6);

    /// What was known from before. It weighs at most half, so that a network that has changed
    /// meanwhile is known again within hours.
    void restore(const NetworkMemory::Usual& usual);
    void clear() { *this = Baseline{}; }

    /// The present median. `healthy`: up, and nothing is wrong with its quality. `unusual`: it is
    /// merely slower than usual. Returns whether something was learnt.
    bool offer(MonoTime now, Rtt median, bool healthy, bool unusual);
    /// Nothing is known at the moment: what is slow afterwards has not been so all the time.
    void interrupt() { unusual_since_.reset(); }
    /// offer() would take a value now.
    [[nodiscard]] bool due(MonoTime now) const { return !next_ || now >= *next_; }

    /// Empty while too little is known.
    [[nodiscard]] std::optional<Rtt> usual() const;
    [[nodiscard]] NetworkMemory::Usual memory() const { return {median_, samples_}; }

 private:
    void take(Rtt value);
    std::array<Rtt, kMost> values_{};
    std::uint8_t size_ = 0;
    std::uint8_t at_ = 0;
    std::uint32_t samples_ = 0;  ///< ever taken
    Rtt median_;
    std::optional<MonoTime> next_;
    std::optional<MonoTime> unusual_since_;
};

}  // namespace traypulse
