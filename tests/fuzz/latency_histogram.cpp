// Stored latency histograms: what parses is consistent, and what it stores parses to the same.
#include "agent/engine/metrics/latency_histogram.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;
using metrics::LatencyHistogram;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parsed = LatencyHistogram::parse({data, size});
    if (!parsed) return 0;
    const auto& h = parsed.value();
    fuzz::require(h.entries().size() <= LatencyHistogram::kBuckets);
    fuzz::require(h.min() <= h.percentile(0.5) && h.percentile(0.5) <= h.max());
    const auto again = LatencyHistogram::parse(h.serialise());
    fuzz::require(again.ok() && again.value() == h);
    auto twice = h;
    twice.merge(h);
    fuzz::require(twice.count() == 2 * h.count() && twice.entries().size() == h.entries().size());
    return 0;
}
