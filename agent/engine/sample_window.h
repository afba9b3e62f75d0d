// The last minute of one target: loss, jitter, median.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "agent/engine/judging.h"
#include "shared/types.h"

namespace traypulse {

/// Pure; time comes in. Holds what is younger than its span, judging::kWindow unless told.
class SampleWindow {
 public:
    void set_span(Nanoseconds span) { span_ = span; }
    void add(MonoTime now, std::optional<Rtt> rtt);
    /// Forgets what has grown old.
    void prune(MonoTime now);
    void clear();

    [[nodiscard]] std::size_t samples() const { return samples_.size(); }
    [[nodiscard]] std::size_t lost() const { return lost_; }
    [[nodiscard]] double loss() const;
    /// Interarrival jitter of RFC 3550 §6.4.1 over consecutive answers; empty before the second.
    [[nodiscard]] std::optional<Nanoseconds> jitter() const { return jitter_; }
    [[nodiscard]] std::optional<Rtt> median() const;
    /// At most so many of the newest, oldest first; empty ones were lost.
    [[nodiscard]] std::vector<std::optional<Rtt>> newest(std::size_t most) const;
    [[nodiscard]] std::optional<Rtt> last() const { return last_; }

 private:
    struct Sample {
        MonoTime at;
        std::optional<Rtt> rtt;
    };
    Nanoseconds span_ = judging::kWindow;
    std::deque<Sample> samples_;
    std::size_t lost_ = 0;
    std::optional<Rtt> last_;
    std::optional<Nanoseconds> jitter_;
};

}  // namespace traypulse
