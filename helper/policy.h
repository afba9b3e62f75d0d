// May this stream run? Pure: looks at the request, the limits and what runs already.
#pragma once

#include <cstdint>
#include <optional>

#include "helper/limits.h"
#include "shared/protocol.h"

namespace traypulse::helper {

/// What one user has running.
struct Usage {
    std::uint32_t streams = 0;
    std::uint64_t rate = 0;  ///< sum of stream_rate()
    bool probe_in_use = false;
};

inline constexpr std::uint64_t kRateUnit = 1'000'000'000;
/// Packets a second × kRateUnit of a stream that repeats; 0 for one request (the bucket alone
/// bounds those).
[[nodiscard]] std::uint64_t stream_rate(const protocol::Start& start);

/// nullopt where the stream may run; else what was asked and what is allowed.
[[nodiscard]] std::optional<protocol::Rejected> judge(const protocol::Start& start,
                                                      const Limits& limits, const Usage& usage,
                                                      bool family_available);

}  // namespace traypulse::helper
