#include "helper/pace.h"

#include <algorithm>
#include <bit>

namespace traypulse::helper {

std::size_t Intervals::place(Nanoseconds interval) {
    const auto length = static_cast<std::uint64_t>(std::max<Nanoseconds::rep>(interval.count(), 1));
    return static_cast<std::size_t>(std::bit_width(length)) - 1;
}

Nanoseconds Intervals::least() const {
    const auto shortest =
        std::find_if(counts_.begin(), counts_.end(), [](auto count) { return count > 0; });
    if (shortest == counts_.end()) return Nanoseconds::max();
    return Nanoseconds{Nanoseconds::rep{1} << (shortest - counts_.begin())};
}

Nanoseconds tick_of(std::uint64_t rate, Nanoseconds least_interval) {
    if (rate < kTickRate) return kShortestTick;
    constexpr Nanoseconds kSecond = std::chrono::seconds{1};
    const Nanoseconds full{kSecond.count() / static_cast<Nanoseconds::rep>(rate) *
                           static_cast<Nanoseconds::rep>(kPacketsATick)};
    return std::clamp(std::min(full, least_interval / kTicksAnInterval), kShortestTick,
                      kLongestTick);
}

}  // namespace traypulse::helper
