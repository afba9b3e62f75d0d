// The history's size and speed: synthetic samples through the store itself, then the questions of
// graphs. `./dev bench store --days 365` is the whole year; without options a short one.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "agent/store/history.h"
#include "agent/store/store.h"
#include "tests/support/simnet/random.h"
#include "tests/support/temp_dir.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;
constexpr WallTime kBegin{std::chrono::seconds(1'704'067'200)};  // 2024-01-01
constexpr auto kStep = 5min;                                     // as the store packs
/// At a sample a second, with its share of the rollups, the indexes and the log.
constexpr double kMostBytes = 12;

struct Wishes {
    int days = 2;
    int targets = 20;
    double interval = 1;  // seconds
    std::string directory;
    bool check = false;
};

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// 8 to 60 ms by target, slower in the evening, with a heavy tail and 0.5 % lost.
class Line {
 public:
    Line(int target, simnet::Random& random)
        : random_(random), base_(8e6 + 2.6e6 * target), loss_(0.005) {}
    Sample next(TargetId id, WallTime at) {
        const auto hour = std::chrono::duration<double, std::ratio<3600>>(at - kBegin).count();
        const double evening = 1 + 0.2 * std::max(0.0, std::sin(hour / 24 * 2 * 3.14159265));
        const double tail = random_.chance(0.02) ? 1 + 3 * random_.uniform() : 1;
        const auto rtt = base_ * evening * tail + 1.5e6 * random_.uniform() * random_.uniform();
        const auto sent = at + std::chrono::microseconds(static_cast<int>(random_.uniform() * 120));
        if (random_.chance(loss_)) return {id, sent, Outcome::timeout, {}, {}, {}};
        return {id,
                sent,
                Outcome::answered,
                Ttl{57},
                Rtt(Nanoseconds(static_cast<std::int64_t>(rtt))),
                IpAddress::v4(0xc0000200U + id.value)};
    }

 private:
    simnet::Random& random_;
    double base_, loss_;
};

struct Filled {
    std::uint64_t samples = 0;
    double seconds = 0;  ///< in the store, without making the samples
};

Filled fill(const Wishes& wishes, const std::string& path) {
    std::atomic<std::int64_t> passed{0};
    StoreOptions options;
    options.path = path;
    options.retention = {100'000, 100'000, 100'000, std::uint64_t{1} << 50};
    options.batch_every = 0ns;
    options.now = [&] { return Instant{MonoTime(1h), kBegin} + Nanoseconds(passed.load()); };
    Store store(options);
    std::vector<TargetIdentity> targets;
    for (int t = 1; t <= wishes.targets; ++t)
        targets.push_back({TargetId{static_cast<std::uint32_t>(t)}, "Target " + std::to_string(t),
                           "icmp://192.0.2." + std::to_string(t)});
    store.set_targets(targets, kBegin);
    simnet::Random random(1);
    std::vector<Line> lines;
    for (int t = 1; t <= wishes.targets; ++t) lines.emplace_back(t, random);
    const auto end = kBegin + std::chrono::days(wishes.days);
    const auto interval =
        std::chrono::microseconds(static_cast<std::int64_t>(wishes.interval * 1e6));
    Filled out;
    std::vector<Sample> batch;
    for (auto step = kBegin; step < end; step += kStep) {
        batch.clear();
        for (auto at = step; at < step + kStep; at += interval)
            for (std::size_t t = 0; t < lines.size(); ++t)
                batch.push_back(lines[t].next(targets[t].id, at));
        const auto begin = Clock::now();
        for (const auto& sample : batch) store.put(sample);
        passed = Nanoseconds(step + kStep - kBegin).count();
        if (auto done = store.flush(60s); !done.ok()) {
            std::fprintf(stderr, "%s\n", done.error().text().c_str());
            std::exit(1);
        }
        out.seconds += seconds_since(begin);
        out.samples += batch.size();
    }
    return out;
}

struct Range {
    const char* name;
    std::chrono::hours length;
};

/// Milliseconds: the median and the longest over all targets.
std::pair<double, double> time_graphs(History& history, const Wishes& wishes, const Range& range,
                                      std::size_t& points) {
    const auto end = kBegin + std::chrono::days(wishes.days);
    std::vector<double> took;
    for (int t = 1; t <= wishes.targets; ++t) {
        const auto begin = Clock::now();
        const auto graph = history.graph(HistoryTarget{t}, {end - range.length, end}, 1000);
        took.push_back(seconds_since(begin) * 1e3);
        if (!graph.ok()) {
            std::fprintf(stderr, "%s\n", graph.error().text().c_str());
            std::exit(1);
        }
        points = graph.value().points.size();
    }
    std::sort(took.begin(), took.end());
    return {took[took.size() / 2], took.back()};
}

int measure(const Wishes& wishes) {
    const test::TempDir files;
    const auto path =
        (wishes.directory.empty() ? files.path().string() : wishes.directory) + "/history.db";
    const bool there = std::filesystem::exists(path);
    const auto filled = there ? Filled{} : fill(wishes, path);
    const auto bytes = static_cast<double>(std::filesystem::file_size(path));
    const auto count = static_cast<double>(filled.samples);
    std::printf("%d days of %d targets, a sample each %g s\n\n", wishes.days, wishes.targets,
                wishes.interval);
    if (!there) {
        std::printf(
            "| samples | file | bytes a sample | inserts a second |\n| --- | --- | --- | --- |\n");
        std::printf("| %.0f | %.1f MB | %.2f | %.0f |\n\n", count, bytes / 1e6, bytes / count,
                    count / filled.seconds);
    }
    std::printf(
        "| graph of 1000 points | points | median ms | longest ms |\n| --- | --- | --- | --- |\n");
    History history(path);
    for (const auto& range : {Range{"hour", 1h}, Range{"day", 24h}, Range{"week", 168h},
                              Range{"month", 720h}, Range{"year", 8760h}}) {
        std::size_t points = 0;
        const auto [median, most] = time_graphs(history, wishes, range, points);
        std::printf("| %s | %zu | %.1f | %.1f |\n", range.name, points, median, most);
    }
    // Times are no check: machines are noisy.
    if (!wishes.check || there || bytes / count <= kMostBytes) return 0;
    std::printf("\nmore than %g bytes a sample\n", kMostBytes);
    return 1;
}

}  // namespace

int main(int argc, char** argv) try {
    Wishes wishes;
    CLI::App app("size and speed of the history");
    app.add_option("--days", wishes.days, "simulated")->check(CLI::Range(1, 3660));
    app.add_option("--targets", wishes.targets)->check(CLI::Range(1, 250));
    app.add_option("--interval", wishes.interval, "seconds")->check(CLI::Range(0.1, 3600.0));
    app.add_option("--directory", wishes.directory,
                   "where the file stays; one that is there is only asked");
    app.add_flag("--check", wishes.check, "status 1 where a sample takes more bytes than promised");
    CLI11_PARSE(app, argc, argv);
    return measure(wishes);
} catch (const std::exception& e) {
    std::fprintf(stderr, "store-bench: %s\n", e.what());
    return 1;
}
