// Whether a target that answers does so well: loss, latency and jitter over the last minute.
#pragma once

#include <optional>
#include <string>

#include "agent/engine/sample_window.h"
#include "shared/types.h"

namespace traypulse {

/// What is too much. Zero stands for "never" everywhere but in `loss`.
struct QualityLimits {
    double loss = 0.1;        ///< 0..1
    Nanoseconds latency{};    ///< of the median
    double latency_factor{};  ///< so many times what is usual
    Nanoseconds jitter{};     ///< RFC 3550 §6.4.1
};

/// Pure; time comes in. Each criterion ends below the level that began it, so that a value on the
/// edge does not flicker.
class Quality {
 public:
    void add(MonoTime now, std::optional<Rtt> answer) { window_.add(now, answer); }
    void prune(MonoTime now) { window_.prune(now); }
    void clear();
    /// Requests come so many times rarer: the window holds as many of them as before.
    void set_pace(unsigned factor) { window_.set_span(judging::kWindow * factor); }

    /// Why it is not good, in words; empty: it is. `usual` is the RTT of before, where that is
    /// known.
    std::string judge(const QualityLimits& limits, std::optional<Rtt> usual);
    /// After judge(): slower than usual, and nothing else is wrong with it.
    [[nodiscard]] bool merely_unusual() const { return unusual_ && !lossy_ && !slow_ && !jumpy_; }
    [[nodiscard]] const SampleWindow& window() const { return window_; }

 private:
    [[nodiscard]] bool enough_answers() const;
    SampleWindow window_;
    bool lossy_ = false;
    bool slow_ = false;
    bool unusual_ = false;
    bool jumpy_ = false;
};

}  // namespace traypulse
