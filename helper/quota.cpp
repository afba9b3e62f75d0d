#include "helper/quota.h"

#include <algorithm>

namespace traypulse::helper {
namespace {
constexpr std::int64_t kSecond = 1'000'000'000;
}

TokenBucket::TokenBucket(std::uint32_t rate, std::uint32_t burst)
    : spacing_(rate == 0 ? 0 : (kSecond + rate - 1) / rate),
      allowance_(spacing_ * (std::max(burst, 1U) - 1)) {}

void TokenBucket::take(MonoTime now) {
    if (capped()) full_at_ = std::max(full_at_, now) + spacing_;
}

}  // namespace traypulse::helper
