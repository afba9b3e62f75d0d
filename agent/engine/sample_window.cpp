#include "agent/engine/sample_window.h"

#include <algorithm>
#include <vector>

namespace traypulse {

void SampleWindow::add(MonoTime now, std::optional<Rtt> rtt) {
    prune(now);
    samples_.push_back({now, rtt});
    if (!rtt) {
        ++lost_;
        return;
    }
    if (last_) {
        const auto difference =
            rtt->value > last_->value ? rtt->value - last_->value : last_->value - rtt->value;
        const auto so_far = jitter_.value_or(Nanoseconds::zero());
        jitter_ = so_far + (difference - so_far) / 16;
    }
    last_ = rtt;
}

void SampleWindow::prune(MonoTime now) {
    while (!samples_.empty() && now - samples_.front().at >= span_) {
        if (!samples_.front().rtt) --lost_;
        samples_.pop_front();
    }
}

void SampleWindow::clear() {
    const auto span = span_;
    *this = SampleWindow{};
    span_ = span;
}

double SampleWindow::loss() const {
    return samples_.empty() ? 0.0
                            : static_cast<double>(lost_) / static_cast<double>(samples_.size());
}

std::optional<Rtt> SampleWindow::median() const {
    std::vector<Rtt> answered;
    answered.reserve(samples_.size());
    for (const auto& s : samples_)
        if (s.rtt) answered.push_back(*s.rtt);
    if (answered.empty()) return std::nullopt;
    const auto middle = answered.begin() + static_cast<std::ptrdiff_t>(answered.size() / 2);
    std::nth_element(answered.begin(), middle, answered.end());
    return *middle;
}

std::vector<std::optional<Rtt>> SampleWindow::newest(std::size_t most) const {
    std::vector<std::optional<Rtt>> out;
    const auto skipped = samples_.size() - std::min(most, samples_.size());
    for (std::size_t i = skipped; i < samples_.size(); ++i) out.push_back(samples_[i].rtt);
    return out;
}

}  // namespace traypulse
