#include "agent/engine/backoff.h"

#include <algorithm>

#include "agent/engine/judging.h"

namespace traypulse {

Nanoseconds Backoff::failed(Nanoseconds pace) {
    ++failures_;
    if (failures_ <= judging::kBackoffAfter) return pace;
    constexpr int kMostDoublings = 9;  // 512 s is beyond the ceiling already
    const int n = std::min(failures_ - judging::kBackoffAfter, kMostDoublings);
    const auto full = std::min<Nanoseconds>(std::chrono::seconds(1LL << n), judging::kBackoffMost);
    // xorshift64*: enough to keep many agents from retrying in step. Between half and all of the
    // wait.
    random_ ^= random_ >> 12;
    random_ ^= random_ << 25;
    random_ ^= random_ >> 27;
    const double share =
        static_cast<double>((random_ * 0x2545F4914F6CDD1DULL) >> 11) / 9007199254740992.0;
    return Nanoseconds(
        static_cast<std::int64_t>(static_cast<double>(full.count()) * (0.5 + 0.5 * share)));
}

}  // namespace traypulse
