// When to try again after an internal failure of a check (DESIGN §5): at the check's own pace three
// times, then after 2ⁿ s with jitter, at most 300 s. A target that is down is no internal failure.
#pragma once

#include <cstdint>

#include "shared/types.h"

namespace traypulse {

/// Pure; the randomness is seeded by the owner.
class Backoff {
 public:
    explicit Backoff(std::uint64_t seed) : random_((seed << 1U) | 1U) {}
    /// One more failure. Returns how long to wait: `pace` for the first ones.
    Nanoseconds failed(Nanoseconds pace);
    void succeeded() { failures_ = 0; }
    [[nodiscard]] int failures() const { return failures_; }

 private:
    std::uint64_t random_;
    int failures_ = 0;
};

}  // namespace traypulse
