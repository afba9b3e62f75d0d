// Requests that are answered or lost, told as the helper would.
#pragma once

#include <string_view>

#include "agent/engine/metrics/target_metrics.h"

namespace traypulse::metrics::test {

using namespace std::chrono_literals;

inline Instant at(Nanoseconds t) {
    return {MonoTime(t), WallTime(std::chrono::duration_cast<std::chrono::microseconds>(t))};
}

/// One sample, decided at `t`.
inline Sample sample(Nanoseconds t, std::uint64_t sequence, Fate fate, Nanoseconds rtt = {},
                     std::uint8_t ttl = 57) {
    return {at(t), sequence, fate, Rtt(rtt), Ttl(ttl), 1s};
}

/// '.' is answered, 'x' lost: one each `step`, decided in order.
inline Part part_of(std::string_view pattern, Nanoseconds rtt = 20ms) {
    StreamState stream;
    Part part;
    std::uint64_t n = 0;
    for (const char c : pattern) {
        stream.count(sample(1s * n, n, c == 'x' ? Fate::lost : Fate::answered, rtt), part);
        ++n;
    }
    return part;
}

}  // namespace traypulse::metrics::test
