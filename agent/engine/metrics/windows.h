// Three windows over the same samples, each made of parts that add up.
#pragma once

#include <array>
#include <vector>

#include "agent/engine/metrics/part.h"

namespace traypulse::metrics {

enum class Window : std::uint8_t { minute, five_minutes, hour };
inline constexpr std::array kWindows{Window::minute, Window::five_minutes, Window::hour};

/// A sample is counted once, in the newest part of 5 s. A full part goes into the minute's ring and
/// is added to the newest part of 30 s, that to one of 5 min: constant time for a sample, at most
/// 37 parts in memory. So a window reaches from the edge of a part until now: 60 to 65 s, 5 to 5½
/// min, 60 to 65 min. Time never goes back. Pure value.
class Windows {
 public:
    /// Where to count what became known at `now`.
    Part& open(MonoTime now);
    /// All that counts in a window that ends now.
    [[nodiscard]] Part sum(Window window, MonoTime now) const;
    /// Where a window that ends now begins.
    [[nodiscard]] static MonoTime begin(Window window, MonoTime now);

 private:
    struct Closed {
        std::int64_t index = -1;  ///< none yet
        Part part;
    };
    struct Level {
        std::int64_t index = 0;  ///< of the open part: time ÷ the level's width
        Part open;
        std::vector<Closed> ring;  ///< the part of `index` at index modulo the level's `keep`
    };
    void roll(std::size_t level, MonoTime now);
    std::array<Level, 3> levels_;
};

}  // namespace traypulse::metrics
