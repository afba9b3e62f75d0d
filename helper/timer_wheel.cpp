#include "helper/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace traypulse::helper {
namespace {
constexpr Nanoseconds kTick = std::chrono::milliseconds{1};
}

TimerWheel::TimerWheel(MonoTime now) : origin_(now) {
    for (auto& level : levels_) level.head.fill(kNone);
}

std::uint64_t TimerWheel::tick_of(MonoTime t) const {
    return t <= origin_ ? 0 : static_cast<std::uint64_t>((t - origin_) / kTick);
}

void TimerWheel::set(std::uint32_t id, MonoTime deadline) {
    if (id >= nodes_.size()) nodes_.resize(std::size_t{id} + 1);
    cancel(id);
    nodes_[id].deadline = deadline;
    insert(id);
}

void TimerWheel::insert(std::uint32_t id) {
    auto& node = nodes_[id];
    const auto tick = std::max(tick_of(node.deadline), tick_);
    // The level is that of the highest digit in which the deadline differs from now.
    const auto differing = tick ^ tick_;
    const auto highest =
        differing == 0 ? 0U : (63U - static_cast<unsigned>(std::countl_zero(differing))) / kBits;
    const auto level = std::min(highest, kLevels - 1);
    auto slot = static_cast<std::uint32_t>(tick >> (kBits * level)) & (kSlots - 1);
    // Further away than the wheel is round: wait in the last slot that comes, and be sorted again
    // there.
    if (highest >= kLevels)
        slot = (static_cast<std::uint32_t>(tick_ >> (kBits * level)) - 1) & (kSlots - 1);
    auto& head = levels_[level].head[slot];
    node.list = level * kSlots + slot;
    node.previous = kNone;
    node.next = head;
    if (head != kNone) nodes_[head].previous = id;
    head = id;
    levels_[level].used |= std::uint64_t{1} << slot;
}

void TimerWheel::cancel(std::uint32_t id) {
    if (!is_set(id)) return;
    auto& node = nodes_[id];
    auto& level = levels_[node.list / kSlots];
    const auto slot = node.list % kSlots;
    if (node.previous != kNone)
        nodes_[node.previous].next = node.next;
    else
        level.head[slot] = node.next;
    if (node.next != kNone) nodes_[node.next].previous = node.previous;
    if (level.head[slot] == kNone) level.used &= ~(std::uint64_t{1} << slot);
    node.list = kNone;
}

// Sorts the slot of this level that has just come into the levels below it.
void TimerWheel::cascade(unsigned level) {
    const auto slot = static_cast<std::uint32_t>(tick_ >> (kBits * level)) & (kSlots - 1);
    auto id = levels_[level].head[slot];
    levels_[level].head[slot] = kNone;
    levels_[level].used &= ~(std::uint64_t{1} << slot);
    while (id != kNone) {
        const auto next = nodes_[id].next;
        insert(id);
        id = next;
    }
}

std::optional<std::uint32_t> TimerWheel::take_due(MonoTime now) {
    const auto end = tick_of(now);
    const bool empty =
        std::all_of(levels_.begin(), levels_.end(), [](const auto& l) { return l.used == 0; });
    if (empty) tick_ = std::max(tick_, end);
    while (true) {
        const auto slot = static_cast<std::uint32_t>(tick_) & (kSlots - 1);
        // Within the present tick the exact deadline decides.
        for (auto id = levels_[0].head[slot]; id != kNone; id = nodes_[id].next) {
            if (nodes_[id].deadline > now) continue;
            cancel(id);
            return id;
        }
        if (tick_ >= end) return std::nullopt;
        // On to the next used slot of the lowest level, or to the turn of the next one.
        const auto later = levels_[0].used & ~((std::uint64_t{2} << slot) - 1);
        const auto turn = (tick_ | (kSlots - 1)) + 1;
        tick_ = std::min(
            later != 0 ? tick_ - slot + static_cast<std::uint64_t>(std::countr_zero(later)) : turn,
            end);
        if (tick_ != turn) continue;
        for (unsigned level = 1; level < kLevels; ++level) {
            cascade(level);
            if (((tick_ >> (kBits * level)) & (kSlots - 1)) != 0) break;
        }
    }
}

std::optional<MonoTime> TimerWheel::next() const {
    for (unsigned level = 0; level < kLevels; ++level) {
        const auto here = static_cast<std::uint32_t>(tick_ >> (kBits * level)) & (kSlots - 1);
        // Slots from here on come in this turn of the level; those before it come in the next.
        const auto used = levels_[level].used;
        if (used == 0) continue;
        const auto turned = std::rotr(used, static_cast<int>(here));
        const auto steps = static_cast<std::uint64_t>(std::countr_zero(turned));
        if (level > 0) {
            const auto base = tick_ >> (kBits * level);
            return origin_ + kTick * static_cast<std::int64_t>((base + steps) << (kBits * level));
        }
        auto earliest = MonoTime::max();
        for (auto id = levels_[0].head[(here + steps) & (kSlots - 1)]; id != kNone;
             id = nodes_[id].next)
            earliest = std::min(earliest, nodes_[id].deadline);
        return earliest;
    }
    return std::nullopt;
}

}  // namespace traypulse::helper
