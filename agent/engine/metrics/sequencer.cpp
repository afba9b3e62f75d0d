#include "agent/engine/metrics/sequencer.h"

#include <algorithm>

namespace traypulse::metrics {
namespace {

/// When every earlier request must be decided: they were sent before this one.
MonoTime settled_at(const Sample& s) {
    const bool waited_in_vain = s.fate == Fate::lost && s.rtt.value == Nanoseconds::zero();
    const auto took = waited_in_vain ? s.wait : s.rtt.value;
    return s.at.mono - std::min(took, s.wait) + s.wait + Sequencer::kSlack;
}

}  // namespace

void Sequencer::add(const Sample& sample, const Outlet& out) {
    const auto s = sample.sequence;
    const bool below = s < front_;
    const bool fits_before = below && !begun_ && front_ - s + waiting_.size() <= kMostWaiting;
    const bool decided = !below && s - front_ < waiting_.size() && waiting_[s - front_];
    const bool too_far = !below && s - front_ >= kMostWaiting;
    if (!begun_ && waiting_.empty()) {
        front_ = s;
    } else if ((below && !fits_before) || decided || too_far) {
        flush(out);
        front_ = s;
    }
    place(sample);
    release(sample.at.mono, out);
}

void Sequencer::place(const Sample& sample) {
    for (; front_ > sample.sequence; --front_) {
        waiting_.emplace_front();
        ++decided_;
    }
    const auto index = static_cast<std::size_t>(sample.sequence - front_);
    const bool first = waiting_.empty();
    if (index >= waiting_.size()) waiting_.resize(index + 1);
    waiting_[index] = sample;
    if (first) decided_ = index;
}

void Sequencer::find_decided() {
    const auto known =
        std::find_if(waiting_.begin(), waiting_.end(), [](const auto& w) { return w.has_value(); });
    decided_ = static_cast<std::size_t>(known - waiting_.begin());
}

void Sequencer::release(MonoTime now, const Outlet& out) {
    while (!waiting_.empty()) {
        const bool nothing_before = begun_ || front_ == 0;
        if (!waiting_.front() || !nothing_before) {
            if (now < settled_at(*waiting_[decided_])) return;
            find_decided();
            if (decided_ > 0 && begun_) out.gap();
            front_ += decided_;
            waiting_.erase(waiting_.begin(),
                           waiting_.begin() + static_cast<std::ptrdiff_t>(decided_));
        }
        begun_ = true;
        out.sample(*waiting_.front());
        waiting_.pop_front();
        ++front_;
        if (decided_ > 0)
            --decided_;
        else
            find_decided();
    }
}

void Sequencer::flush(const Outlet& out) {
    for (const auto& w : waiting_) {
        if (w)
            out.sample(*w);
        else
            out.gap();
    }
    out.restart();
    waiting_.clear();
    front_ = 0;
    decided_ = 0;
    begun_ = false;
}

}  // namespace traypulse::metrics
