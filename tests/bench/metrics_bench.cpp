// What a sample costs: all three windows of the metrics, beside a plain deque for each of them.
#include <array>
#include <chrono>
#include <cstdio>
#include <deque>
#include <optional>

#include "agent/engine/metrics/target_metrics.h"
#include "tests/support/simnet/random.h"

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kSamples = 1'000'000;  // nearly three hours of one each 10 ms
constexpr Nanoseconds kStep = 10ms;
constexpr Nanoseconds kWait = 1s;

struct Ping {
    bool lost;
    Nanoseconds rtt;
};

/// 2 % lost, in bursts, around 20 ms.
Ping ping(simnet::Random& random, bool& bad) {
    bad = bad ? !random.chance(0.3) : random.chance(0.006);
    return {bad, Nanoseconds(static_cast<std::int64_t>(20e6 + 4e6 * random.uniform()))};
}

template <class Use>
double ns_per_sample(const Use& use) {
    simnet::Random random(1);
    bool bad = false;
    const auto begin = std::chrono::steady_clock::now();
    for (std::uint64_t n = 0; n < kSamples; ++n) use(n, ping(random, bad));
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    return took.count() / static_cast<double>(kSamples);
}

/// The least that a window can do: remember, forget, count.
struct PlainWindow {
    struct Entry {
        Nanoseconds at;
        std::optional<Nanoseconds> rtt;
    };
    Nanoseconds length{};
    std::deque<Entry> entries;
    std::uint64_t lost = 0;

    void add(Nanoseconds now, const Ping& p) {
        while (!entries.empty() && now - entries.front().at >= length) {
            if (!entries.front().rtt) --lost;
            entries.pop_front();
        }
        entries.push_back({now, p.lost ? std::nullopt : std::optional(p.rtt)});
        if (p.lost) ++lost;
    }
};

}  // namespace

int main() {
    std::uint64_t sink = 0;
    const double nothing =
        ns_per_sample([&](std::uint64_t, const Ping& p) { sink += p.lost ? 1U : 2U; });

    metrics::TargetMetrics target;
    const auto tell = [&](std::uint64_t n, const Ping& p) {
        metrics::Sample s;
        const auto at = kStep * static_cast<std::int64_t>(n);
        s.at.mono = MonoTime(at);
        s.sequence = n;
        s.fate = p.lost ? metrics::Fate::lost : metrics::Fate::answered;
        s.rtt = Rtt(p.lost ? Nanoseconds{} : p.rtt);
        s.ttl = Ttl(57);
        s.wait = kWait;
        target.add(s);
    };
    const double all = ns_per_sample(tell);
    const Instant end{MonoTime(kStep * static_cast<std::int64_t>(kSamples)), {}};
    const auto report_begin = std::chrono::steady_clock::now();
    const auto report = target.report(end);
    const std::chrono::duration<double, std::micro> report_took =
        std::chrono::steady_clock::now() - report_begin;

    std::array<PlainWindow, 3> plain{PlainWindow{1min, {}, 0}, PlainWindow{5min, {}, 0},
                                     PlainWindow{1h, {}, 0}};
    const double deques = ns_per_sample([&](std::uint64_t n, const Ping& p) {
        for (auto& w : plain) w.add(kStep * static_cast<std::int64_t>(n), p);
    });
    std::size_t held = 0;
    for (const auto& w : plain) held += w.entries.size() * sizeof(PlainWindow::Entry);

    std::printf(
        "one sample each 10 ms, %llu of them (ns a sample, the made-up network taken off)\n",
        static_cast<unsigned long long>(kSamples));
    std::printf("  all metrics in three windows   %6.0f\n", all - nothing);
    std::printf("  three plain deques, loss only  %6.0f   holding %.1f MB\n", deques - nothing,
                static_cast<double>(held) / 1e6);
    std::printf("  the report of all windows      %6.0f us, when asked\n", report_took.count());
    const auto& hour = report.of(metrics::Window::hour);
    return hour.sent > 0 && plain[2].lost > 0 && sink > 0 ? 0 : 1;
}
