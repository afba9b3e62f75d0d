#include "helper/stamp.h"

#include <algorithm>

namespace traypulse::helper {
namespace {
// Both clocks can't be read at the very same moment; a difference below this is a preemption in
// between.
constexpr Nanoseconds kStep = std::chrono::milliseconds{1};
}  // namespace

Rtt round_trip(const Stamp& sent, Nanoseconds received_real, const Stamp& now) {
    const auto longest = std::max(now.mono - sent.mono, Nanoseconds::zero());
    const auto plausible = [&](Nanoseconds d) { return d >= Nanoseconds::zero() && d <= longest; };
    const auto plain = received_real - sent.real;
    const auto step = now.offset() - sent.offset();
    if (step < kStep && step > -kStep) return Rtt{std::clamp(plain, Nanoseconds::zero(), longest)};
    // The clock was set in between: before the answer came, or after it came and before it was
    // read.
    if (plausible(plain - step)) return Rtt{plain - step};
    if (plausible(plain)) return Rtt{plain};
    return Rtt{longest};
}

}  // namespace traypulse::helper
