// The earliest of thousands of moments, while they move all the time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "shared/types.h"

namespace traypulse {

/// One moment at each of a number of places: a tournament, so that moving one costs a few
/// comparisons, and the earliest of all none.
class Earliest {
 public:
    /// So many places. Where there were as many before, each keeps its moment; else all have none.
    void resize(std::size_t places) {
        if (std::exchange(places_, places) == places) return;
        first_ = 1;
        while (first_ < places) first_ *= 2;
        winners_.assign(2 * first_, kNever);
    }
    /// `place` is one of those.
    void set(std::size_t place, const std::optional<MonoTime>& at) {
        auto winner = at.value_or(kNever);
        auto i = first_ + place;
        while (std::exchange(winners_[i], winner) != winner && i > 1) {
            i /= 2;
            winner = std::min(winners_[2 * i], winners_[2 * i + 1]);
        }
    }
    [[nodiscard]] std::optional<MonoTime> get() const {
        const auto at = winners_[1];
        return at == kNever ? std::nullopt : std::optional(at);
    }

 private:
    static constexpr MonoTime kNever = MonoTime::max();
    std::size_t places_ = 0;
    std::size_t first_ = 1;  ///< the places themselves stand from there on
    /// Each the earlier of the two at 2 i and 2 i + 1.
    std::vector<MonoTime> winners_ = std::vector<MonoTime>(2, kNever);
};

}  // namespace traypulse
