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

/// One criterion of a value that wanders: begins after some time above a level, ends after some
/// time below another.
class Criterion {
 public:
    [[nodiscard]] bool holds() const { return holds_; }
    /// It holds, or may soon.
    [[nodiscard]] bool in_doubt() const { return holds_ || otherwise_since_.has_value(); }
    /// `above` the level that counts now: the lower one while it holds.
    void follow(MonoTime now, bool above, Nanoseconds hold) {
        if (above == holds_) {
            otherwise_since_.reset();
            return;
        }
        if (!otherwise_since_) otherwise_since_ = now;
        if (now - *otherwise_since_ < hold) return;
        holds_ = above;
        otherwise_since_.reset();
    }

 private:
    bool holds_ = false;
    std::optional<MonoTime> otherwise_since_;
};

/// Requests lost beyond those that are allowed: a CUSUM (judging::kExcessForLoss).
class LossCount {
 public:
    [[nodiscard]] bool holds() const { return holds_; }
    void add(MonoTime now, bool lost, double allowed, Nanoseconds forgiven);

 private:
    bool holds_ = false;
    double excess_ = 0;
    MonoTime last_lost_;
};

/// Pure; time comes in. Each criterion ends below the level that began it and after some time, so
/// that a value on the edge does not flicker.
class Quality {
 public:
    void add(MonoTime now, std::optional<Rtt> answer, const QualityLimits& limits);
    void prune(MonoTime now) { window_.prune(now); }
    void clear();
    /// Requests come so many times rarer: the window holds as many of them as before.
    void set_pace(unsigned factor) {
        pace_ = factor;
        window_.set_span(judging::kWindow * factor);
    }

    /// Why it is not good, in words; empty: it is. `usual` is the RTT of before, where that is
    /// known.
    std::string judge(MonoTime now, const QualityLimits& limits, std::optional<Rtt> usual);
    /// After judge(): slower than usual, and nothing else is wrong with it.
    [[nodiscard]] bool merely_unusual() const {
        return unusual_.holds() && !lossy_ && !slow_.holds() && !jumpy_.holds();
    }
    [[nodiscard]] const SampleWindow& window() const { return window_; }

 private:
    [[nodiscard]] bool enough_answers() const;
    /// How long `c` must be the other way before it is believed.
    [[nodiscard]] Nanoseconds hold(const Criterion& c, bool wanted) const;
    SampleWindow window_;
    unsigned pace_ = 1;
    LossCount losses_;
    bool lossy_ = false;
    Criterion slow_;
    Criterion unusual_;
    Criterion jumpy_;
};

}  // namespace traypulse
