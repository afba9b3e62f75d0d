// Who may send how fast. Pure: now comes in.
#pragma once

#include <cstdint>

#include "shared/types.h"

namespace traypulse::helper {

/// A token bucket kept as one point in time (the "generic cell rate algorithm" of ITU-T I.371): in
/// any window of t seconds at most burst + rate · t packets pass. One thread.
class TokenBucket {
 public:
    /// `rate` packets a second, 0 for no ceiling; `burst` at least 1.
    TokenBucket(std::uint32_t rate, std::uint32_t burst);

    /// From when on a packet may pass. Never later than one packet's time after a refusal for lack
    /// of one.
    [[nodiscard]] MonoTime ready_at() const { return full_at_ - allowance_; }
    [[nodiscard]] bool ready(MonoTime now) const { return ready_at() <= now; }
    /// A packet passes. Only when ready(now).
    void take(MonoTime now);
    /// As if nothing had passed for long.
    [[nodiscard]] bool full(MonoTime now) const { return full_at_ <= now; }
    [[nodiscard]] bool capped() const { return spacing_ > Nanoseconds::zero(); }

 private:
    Nanoseconds
        spacing_;  // of packets at the full rate, rounded up so that the rate is never exceeded
    Nanoseconds allowance_;  // how far a burst may run ahead
    MonoTime full_at_{};     // when the bucket will be full again
};

}  // namespace traypulse::helper
