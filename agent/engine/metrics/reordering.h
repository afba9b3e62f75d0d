// Answers out of order: Type-P-Reordered of RFC 4737 §3.3.
#pragma once

#include <algorithm>
#include <cstdint>

namespace traypulse::metrics {

/// Takes the sequence numbers of answers as they arrive. Lost and late ones have no order (RFC 4737
/// §3.3: undefined), duplicates are not looked at (§3.5). Plain value.
class Reordering {
 public:
    /// Whether this answer was overtaken: its number is below the next expected one.
    bool arrived(std::uint64_t sequence) {
        if (sequence < next_expected_) return true;
        next_expected_ = sequence + 1;
        return false;
    }
    /// A new stream counts from 0 again.
    void restart() { next_expected_ = 0; }

 private:
    std::uint64_t next_expected_ = 0;
};

}  // namespace traypulse::metrics
