#include "agent/engine/baseline.h"

#include <algorithm>
#include <limits>

namespace traypulse {

void Baseline::restore(const NetworkMemory::Usual& usual) {
    clear();
    const auto weight = std::min<std::size_t>(usual.samples, kMost / 2);
    for (std::size_t i = 0; i < weight; ++i) take(usual.rtt);
    samples_ = usual.samples;
}

bool Baseline::offer(MonoTime now, Rtt median, bool healthy, bool unusual) {
    if (!unusual)
        unusual_since_.reset();
    else if (!unusual_since_)
        unusual_since_ = now;
    if (!next_) next_ = now + kFirst;
    if (!due(now)) return false;
    next_ = now + kEvery;
    const bool new_usual = unusual_since_ && now - *unusual_since_ >= kNewUsual;
    if (!healthy && !new_usual) return false;
    take(median);
    return true;
}

void Baseline::take(Rtt value) {
    values_.at(at_) = value;
    at_ = static_cast<std::uint8_t>((at_ + 1U) % kMost);
    size_ = static_cast<std::uint8_t>(std::min<std::size_t>(size_ + 1U, kMost));
    if (samples_ < std::numeric_limits<std::uint32_t>::max()) ++samples_;
    auto sorted = values_;
    const auto middle = sorted.begin() + size_ / 2;
    std::nth_element(sorted.begin(), middle, sorted.begin() + size_);
    median_ = *middle;
}

std::optional<Rtt> Baseline::usual() const {
    return size_ >= kLeast ? std::optional(median_) : std::nullopt;
}

}  // namespace traypulse
