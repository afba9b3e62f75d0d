#include "agent/engine/metrics/latency_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>

namespace traypulse::metrics {
namespace {

constexpr std::uint8_t kVersion = 1;

/// A count that is full stays full: 4 billion times the same time is "very many" in any unit.
std::uint32_t sum(std::uint32_t a, std::uint32_t b) {
    return b > std::numeric_limits<std::uint32_t>::max() - a
               ? std::numeric_limits<std::uint32_t>::max()
               : a + b;
}

void put(std::vector<std::uint8_t>& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80U));
    out.push_back(static_cast<std::uint8_t>(value));
}

/// Nothing at the end, and where the number is longer than 64 bits.
std::optional<std::uint64_t> take(std::span<const std::uint8_t>& from) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !from.empty(); shift += 7) {
        const auto byte = from.front();
        from = from.subspan(1);
        if (shift == 63 && byte > 1) return std::nullopt;
        value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
        if ((byte & 0x80U) == 0) return value;
    }
    return std::nullopt;
}

Error damaged(const char* what) {
    return {ErrorCode::protocol, std::string("a stored latency histogram is damaged: ") + what, {}};
}

}  // namespace

std::size_t LatencyHistogram::bucket_of(std::uint64_t value) {
    if (value < 2 * kSubBuckets) return static_cast<std::size_t>(value);
    const auto shift = static_cast<unsigned>(std::bit_width(value) - std::bit_width(kSubBuckets));
    return static_cast<std::size_t>(shift * kSubBuckets + (value >> shift));
}

std::uint64_t LatencyHistogram::middle_of(std::size_t bucket) {
    if (bucket < 2 * kSubBuckets) return bucket;
    const auto shift = bucket / kSubBuckets - 1;
    const std::uint64_t first = (bucket - shift * kSubBuckets) << shift;
    return first + (std::uint64_t{1} << shift) / 2;
}

void LatencyHistogram::add(Nanoseconds time, std::uint32_t times) {
    if (times == 0) return;
    const auto value = static_cast<std::uint64_t>(std::max(time, Nanoseconds::zero()).count());
    min_ = count_ == 0 ? value : std::min(min_, value);
    max_ = std::max(max_, value);
    count_ += times;
    const auto bucket = static_cast<std::uint16_t>(bucket_of(value));
    const auto at =
        std::lower_bound(entries_.begin(), entries_.end(), bucket,
                         [](const Entry& e, std::uint16_t wanted) { return e.bucket < wanted; });
    if (at != entries_.end() && at->bucket == bucket)
        at->count = sum(at->count, times);
    else
        entries_.insert(at, {bucket, times});
}

void LatencyHistogram::merge(const LatencyHistogram& other) {
    if (other.count_ == 0) return;
    min_ = count_ == 0 ? other.min_ : std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
    count_ += other.count_;
    // Most often all of its buckets are in use here already.
    auto at = entries_.begin();
    const bool all_known =
        std::all_of(other.entries_.begin(), other.entries_.end(), [&](const Entry& e) {
            while (at != entries_.end() && at->bucket < e.bucket) ++at;
            return at != entries_.end() && at->bucket == e.bucket;
        });
    if (all_known) {
        at = entries_.begin();
        for (const auto& e : other.entries_) {
            while (at->bucket < e.bucket) ++at;
            at->count = sum(at->count, e.count);
        }
        return;
    }
    std::vector<Entry> merged;
    merged.reserve(entries_.size() + other.entries_.size());
    auto mine = entries_.begin();
    auto theirs = other.entries_.begin();
    while (mine != entries_.end() || theirs != other.entries_.end()) {
        if (theirs == other.entries_.end() ||
            (mine != entries_.end() && mine->bucket < theirs->bucket)) {
            merged.push_back(*mine++);
        } else if (mine == entries_.end() || theirs->bucket < mine->bucket) {
            merged.push_back(*theirs++);
        } else {
            merged.push_back({mine->bucket, sum(mine->count, theirs->count)});
            ++mine;
            ++theirs;
        }
    }
    entries_ = std::move(merged);
}

Nanoseconds LatencyHistogram::percentile(double share) const {
    if (count_ == 0) return {};
    const auto wanted = static_cast<std::uint64_t>(
        std::max(1.0, std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(count_) - 1e-9)));
    if (wanted >= count_) return max();
    std::uint64_t seen = 0;
    for (const auto& e : entries_) {
        seen += e.count;
        if (seen >= wanted)
            return Nanoseconds(
                static_cast<std::int64_t>(std::clamp(middle_of(e.bucket), min_, max_)));
    }
    return max();
}

double LatencyHistogram::share_above(Nanoseconds limit) const {
    if (count_ == 0) return 0;
    const auto last =
        bucket_of(static_cast<std::uint64_t>(std::max(limit, Nanoseconds::zero()).count()));
    std::uint64_t above = 0;
    for (const auto& e : entries_)
        if (e.bucket > last) above += e.count;
    return static_cast<double>(above) / static_cast<double>(count_);
}

std::vector<std::uint8_t> LatencyHistogram::serialise() const {
    std::vector<std::uint8_t> out{kVersion};
    put(out, entries_.size());
    put(out, min_);
    put(out, max_);
    std::uint64_t last = 0;
    for (const auto& e : entries_) {
        put(out, e.bucket - last);
        put(out, e.count);
        last = e.bucket;
    }
    return out;
}

Result<LatencyHistogram> LatencyHistogram::parse(std::span<const std::uint8_t> bytes) {
    if (bytes.empty()) return damaged("it is empty");
    if (bytes.front() != kVersion) return damaged("its version is not known");
    bytes = bytes.subspan(1);
    const auto entries = take(bytes);
    const auto least = take(bytes);
    const auto most = take(bytes);
    if (!entries || !least || !most) return damaged("it ends too early");
    if (*entries > kBuckets) return damaged("it has more buckets than there are");
    LatencyHistogram out;
    out.min_ = *least;
    out.max_ = *most;
    std::uint64_t bucket = 0;
    for (std::uint64_t i = 0; i < *entries; ++i) {
        const auto step = take(bytes);
        const auto count = take(bytes);
        if (!step || !count) return damaged("it ends too early");
        if (*step >= kBuckets || (i > 0 && *step == 0)) return damaged("its buckets do not ascend");
        bucket += *step;
        if (bucket >= kBuckets) return damaged("a bucket is beyond the last");
        if (*count == 0 || *count > std::numeric_limits<std::uint32_t>::max())
            return damaged("a count is impossible");
        out.entries_.push_back(
            {static_cast<std::uint16_t>(bucket), static_cast<std::uint32_t>(*count)});
        out.count_ += *count;
    }
    if (!bytes.empty()) return damaged("something follows it");
    const bool fits = out.entries_.empty()
                          ? *least == 0 && *most == 0
                          : *least <= *most && bucket_of(*least) == out.entries_.front().bucket &&
                                bucket_of(*most) == out.entries_.back().bucket;
    if (!fits) return damaged("minimum and maximum do not fit its buckets");
    return out;
}

}  // namespace traypulse::metrics
