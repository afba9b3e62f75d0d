// How stable one target is: the door to the rest of this folder.
#pragma once

#include <optional>

#include "agent/engine/metrics/reordering.h"
#include "agent/engine/metrics/report.h"
#include "agent/engine/metrics/sequencer.h"
#include "agent/engine/metrics/stream_state.h"

namespace traypulse::metrics {

/// Takes every outcome of the target's own stream (not of re-checks, which come when it fails and
/// would colour the loss). Constant time for each, bounded memory. A request counts at the moment
/// when it and all earlier ones are decided. Pure.
class TargetMetrics {
 public:
    void add(const Sample& sample);
    /// Requests are missing from here on (paused, asleep, another network): what was measured
    /// stays, but nothing is linked across.
    void interrupt();
    [[nodiscard]] Report report(Instant now) const;

 private:
    void count(const Sample& sample);
    [[nodiscard]] Sequencer::Outlet outlet();

    Sequencer sequencer_;
    Reordering reordering_;
    StreamState stream_;
    TtlWatch ttl_;
    Windows windows_;
    std::optional<MonoTime> first_;  ///< of all samples
    MonoTime counted_until_;
};

}  // namespace traypulse::metrics
