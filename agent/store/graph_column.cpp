#include "agent/store/graph_column.h"

#include <algorithm>
#include <cmath>

namespace traypulse::store {

void GraphColumn::add_times(std::size_t bucket, std::uint64_t count) {
    counts_[bucket] += count;
    first_ = std::min(first_, bucket);
    last_ = std::max(last_, bucket);
}

void GraphColumn::add_extremes(Nanoseconds least, Nanoseconds most) {
    point_.least = point_.answered == 0 ? least : std::min(point_.least, least);
    point_.most = std::max(point_.most, most);
}

void GraphColumn::add(Outcome outcome, Nanoseconds took) {
    empty_ = false;
    if (is_sent(outcome)) ++point_.sent;
    if (is_lost(outcome)) ++point_.lost;
    if (outcome == Outcome::late) ++point_.late;
    if (outcome == Outcome::not_sent || outcome == Outcome::name_failed) ++point_.not_sent;
    if (outcome != Outcome::answered) return;
    add_extremes(took, took);
    ++point_.answered;
    add_times(Histogram::bucket_of(static_cast<std::uint64_t>(took.count())), 1);
}

void GraphColumn::add(const Rollup& rollup) {
    empty_ = false;
    point_.sent += rollup.sent;
    point_.lost += rollup.lost;
    point_.late += rollup.late;
    point_.not_sent += rollup.not_sent;
    if (rollup.rtt.count() == 0) return;
    add_extremes(rollup.rtt.min(), rollup.rtt.max());
    point_.answered += rollup.rtt.count();
    for (const auto& e : rollup.rtt.entries()) add_times(e.bucket, e.count);
}

// Nearest rank, as LatencyHistogram::percentile(), all in one pass.
GraphPoint GraphColumn::take(WallTime from, Nanoseconds width) {
    auto p = point_;
    p.from = from;
    p.width = width;
    struct Wanted {
        double share;
        Nanoseconds* where;
    };
    const std::array wanted{Wanted{0.05, &p.p5}, Wanted{0.25, &p.p25}, Wanted{0.5, &p.median},
                            Wanted{0.75, &p.p75}, Wanted{0.95, &p.p95}};
    auto next = wanted.begin();
    std::uint64_t seen = 0;
    for (auto bucket = first_; p.answered > 0 && bucket <= last_; ++bucket) {
        seen += counts_[bucket];
        const Nanoseconds middle(static_cast<std::int64_t>(Histogram::middle_of(bucket)));
        for (; next != wanted.end(); ++next) {
            const auto rank = std::ceil(next->share * static_cast<double>(p.answered) - 1e-9);
            if (static_cast<double>(seen) < rank) break;
            const bool last = rank >= static_cast<double>(p.answered);
            *next->where = last ? p.most : std::clamp(middle, p.least, p.most);
        }
        counts_[bucket] = 0;
    }
    first_ = Histogram::kBuckets;
    last_ = 0;
    point_ = {};
    empty_ = true;
    return p;
}

}  // namespace traypulse::store
