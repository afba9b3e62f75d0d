#include "agent/engine/metrics/target_metrics.h"

#include <algorithm>

namespace traypulse::metrics {

Sequencer::Outlet TargetMetrics::outlet() {
    return {[this](const Sample& s) { count(s); }, [this] { stream_.gap(); },
            [this] {
                stream_.gap();
                reordering_.restart();
            }};
}

void TargetMetrics::add(const Sample& sample) {
    if (!first_) first_ = sample.at.mono;
    counted_until_ = std::max(counted_until_, sample.at.mono);
    auto& part = windows_.open(counted_until_);
    if (sample.fate == Fate::late) {
        ++part.late;
    } else if (sample.fate == Fate::duplicate) {
        ++part.duplicates;
    } else {
        sequencer_.add(sample, outlet());  // first: it knows when a new stream begins
        if (sample.fate != Fate::answered) return;
        if (reordering_.arrived(sample.sequence)) ++part.reordered;
        ttl_.answered(sample.at, sample.ttl);
    }
}

void TargetMetrics::count(const Sample& sample) {
    if (sample.fate == Fate::not_sent) return;
    stream_.count(sample, windows_.open(counted_until_));
}

void TargetMetrics::interrupt() { sequencer_.flush(outlet()); }

Report TargetMetrics::report(Instant now) const {
    Report out;
    out.ttl = ttl_.usual();
    for (const auto window : kWindows) {
        const auto begin = std::max(Windows::begin(window, now.mono), first_.value_or(now.mono));
        out.windows[static_cast<std::size_t>(window)] =
            report_of(windows_.sum(window, now.mono), stream_.periods(), begin, now.mono);
    }
    const auto hour = Windows::begin(Window::hour, now.mono);
    for (const auto& change : ttl_.changes())
        if (change.at.mono >= hour) out.ttl_changes.push_back(change);
    return out;
}

}  // namespace traypulse::metrics
