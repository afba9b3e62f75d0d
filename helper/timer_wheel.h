// Deadlines of many things, each named by a small number: set, cancelled and taken in O(1). Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "shared/types.h"

namespace traypulse::helper {

/// A hierarchical wheel of 1 ms ticks (Varghese and Lauck 1987). Deadlines stay exact to the
/// nanosecond: the wheel only sorts them into ticks. One thread.
class TimerWheel {
 public:
    explicit TimerWheel(MonoTime now);

    /// Sets or moves the deadline of `id`. Memory grows to the largest id ever set and is kept.
    void set(std::uint32_t id, MonoTime deadline);
    void cancel(std::uint32_t id);
    [[nodiscard]] bool is_set(std::uint32_t id) const {
        return id < nodes_.size() && nodes_[id].list != kNone;
    }
    /// Takes one whose deadline is not after `now`, in the order of ticks; nullopt when there is
    /// none (left).
    std::optional<std::uint32_t> take_due(MonoTime now);
    /// When take_due() may have something, never later than that; nullopt when nothing is set. It
    /// may be early when the earliest deadline is more than 64 ms away: call take_due() then and
    /// ask again.
    [[nodiscard]] std::optional<MonoTime> next() const;

 private:
    static constexpr std::uint32_t kNone = 0xffffffff;
    static constexpr unsigned kBits = 6;
    static constexpr std::uint32_t kSlots = 1U << kBits;  // one 64-bit word tells which are used
    static constexpr unsigned kLevels = 6;  // 2^36 ms: two years; longer waits are cut and re-set
    struct Node {
        MonoTime deadline;
        std::uint32_t next = kNone;
        std::uint32_t previous = kNone;
        std::uint32_t list = kNone;
    };
    struct Level {
        std::uint64_t used = 0;
        std::array<std::uint32_t, kSlots> head;
    };

    [[nodiscard]] std::uint64_t tick_of(MonoTime t) const;
    void insert(std::uint32_t id);
    void cascade(unsigned level);

    MonoTime origin_;
    std::uint64_t tick_ = 0;  // everything before it is taken
    std::array<Level, kLevels> levels_;
    std::vector<Node> nodes_;
};

}  // namespace traypulse::helper
