#include "agent/engine/rtt_summary.h"

#include <algorithm>
#include <cmath>

namespace traypulse {
namespace {

Nanoseconds nanoseconds(std::uint64_t value) {
    return Nanoseconds(static_cast<std::int64_t>(value));
}

Nanoseconds rounded(double value) { return Nanoseconds(std::llround(value)); }

}  // namespace

void RttSummary::leave_exactness() {
    for (const auto value : exact_) histogram_.add(nanoseconds(value));
    exact_.clear();
    exact_.shrink_to_fit();
}

void RttSummary::add(Rtt rtt) {
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(0, rtt.value.count()));
    const auto v = static_cast<double>(value);
    if (count_ != 0) jitter_ += (std::abs(v - static_cast<double>(last_)) - jitter_) / 16;
    last_ = value;
    min_ = count_ == 0 ? value : std::min(min_, value);
    max_ = std::max(max_, value);
    ++count_;
    const double delta = v - mean_;
    mean_ += delta / static_cast<double>(count_);
    squares_ += delta * (v - mean_);
    if (count_ <= kExact) {
        exact_.push_back(value);
        return;
    }
    if (!exact_.empty()) leave_exactness();
    histogram_.add(nanoseconds(value));
}

void RttSummary::merge(const RttSummary& other) {
    if (other.count_ == 0) return;
    if (count_ == 0) {
        *this = other;
        return;
    }
    const auto mine = static_cast<double>(count_);
    const auto theirs = static_cast<double>(other.count_);
    const double delta = other.mean_ - mean_;
    mean_ += delta * theirs / (mine + theirs);
    squares_ += other.squares_ + delta * delta * mine * theirs / (mine + theirs);
    jitter_ = (jitter_ * mine + other.jitter_ * theirs) / (mine + theirs);
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
    last_ = other.last_;
    count_ += other.count_;
    if (count_ <= kExact) {
        const auto theirs_exact = other.exact_;  // other may be this
        exact_.insert(exact_.end(), theirs_exact.begin(), theirs_exact.end());
        return;
    }
    const auto copy = other;
    if (!exact_.empty()) leave_exactness();
    for (const auto value : copy.exact_) histogram_.add(nanoseconds(value));
    histogram_.merge(copy.histogram_);
}

Nanoseconds RttSummary::mean() const { return rounded(mean_); }

Nanoseconds RttSummary::deviation() const {
    return count_ == 0 ? Nanoseconds{} : rounded(std::sqrt(squares_ / static_cast<double>(count_)));
}

Nanoseconds RttSummary::percentile(double share) const {
    if (count_ == 0) return Nanoseconds{};
    const auto wanted = std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(count_));
    const auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1, count_);
    if (!exact_.empty()) {
        auto sorted = exact_;
        const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(rank - 1);
        std::nth_element(sorted.begin(), at, sorted.end());
        return nanoseconds(*at);
    }
    return histogram_.percentile(share);
}

Nanoseconds RttSummary::jitter() const { return rounded(jitter_); }

}  // namespace traypulse
