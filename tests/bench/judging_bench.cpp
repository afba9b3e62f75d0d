// False alarms and speed of judging, in virtual time: the real engine at its default settings
// watches a home of five targets for years. Prints Markdown tables for the README.
//
//   judging-bench [--years N] [--outages N] [--parts FILE] [--minutes N] [--check]
//
// --parts: what is done is kept in FILE, and a run that was stopped goes on from there.
// --minutes: no part of the years is begun after that; the table shows what is done (exit status
// 3).
// --check: a short run whose result is a test: no false alarm at random loss nor for bursts under
// 2 s, and at most 5 s to *down* at p99.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/part_log.h"
#include "tests/simulation/model/homes.h"
#include "tests/simulation/model/world.h"

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

constexpr Nanoseconds kYear = 24h * 365;
/// The agent is watched in parts, so that all processors have something to do.
constexpr Nanoseconds kPart = kYear / 12;
constexpr double kMostSeconds = 5;

struct Condition {
    std::string name;
    model::Loss loss;
    bool must_be_silent;
};

std::vector<Condition> conditions() {
    std::vector<Condition> out;
    for (const double percent : {0.5, 1.0, 2.0, 5.0}) {
        char name[40];
        std::snprintf(name, sizeof name, "%g %% lost at random", percent);
        out.push_back({name, model::Loss::independent(percent / 100), true});
    }
    model::Loss gilbert;
    gilbert.in_good = 0.002;
    gilbert.in_bad = 0.5;
    gilbert.good = 60s;
    gilbert.bad = 1s;
    out.push_back({"Gilbert–Elliott: each minute, 1 s of 50 %", gilbert,
                   false});  // longer than 2 s now and then
    model::Loss second;
    second.good = 10min;
    second.bad_least = second.bad_most = 1s;
    out.push_back({"all lost for 1 s, each 10 min", second, true});
    model::Loss under_two;
    under_two.good = 10min;
    under_two.good_least = 5s;  // or two of them are one that is longer
    under_two.bad_least = 100ms;
    under_two.bad_most = 1990ms;
    out.push_back({"all lost for 0.1 to 1.99 s, each 10 min", under_two, true});
    return out;
}

struct Alarms {
    std::uint64_t told = 0;
    std::uint64_t degraded = 0;
    std::uint64_t results = 0;
};

Alarms watch(const Condition& condition, std::uint64_t seed, Nanoseconds length) {
    Alarms out;
    auto home = model::small_home();
    home.network.link.loss = condition.loss;
    model::World world(home.network, home.settings, seed,
                       {[&](const Effect& e) {
                            if (std::holds_alternative<effect::Notify>(e)) ++out.told;
                            if (const auto* t = std::get_if<effect::Transition>(&e))
                                if (t->to == TargetState::degraded) ++out.degraded;
                        },
                        {}});
    world.run_to(length);
    out.results = world.results();
    return out;
}

struct Kind {
    const char* name;
    Cause cause;
    void (*breaks)(model::Network&, bool broken);
};
constexpr std::array kKinds{
    Kind{"a target dies", Cause::target_down,
         [](model::Network& n, bool broken) { n.hosts["Shop"].alive = !broken; }},
    Kind{"the provider dies", Cause::provider_outage,
         [](model::Network& n, bool broken) { n.provider.alive = !broken; }},
    Kind{"the router dies", Cause::router_unreachable,
         [](model::Network& n, bool broken) { n.router.alive = !broken; }},
    Kind{"the cable is pulled", Cause::no_link,
         [](model::Network& n, bool broken) { n.link.up = !broken; }},
};

/// Seconds from the fault to the notification; 1 % of the packets are lost anyway.
std::vector<double> speed(const Kind& kind, std::uint64_t seed, int outages) {
    auto home = model::small_home();
    home.network.link.loss = model::Loss::independent(0.01);
    std::vector<double> out;
    bool told = false;
    model::World world(home.network, home.settings, seed,
                       {[&](const Effect& e) {
                            const auto* n = std::get_if<effect::Notify>(&e);
                            if (n != nullptr && n->notice.kind == NoticeKind::outage &&
                                n->notice.cause == kind.cause)
                                told = true;
                        },
                        {}});
    simnet::Random random(seed);
    const auto part = [&](Nanoseconds most) {
        return Nanoseconds(
            static_cast<std::int64_t>(static_cast<double>(most.count()) * random.uniform()));
    };
    for (int i = 0; i < outages; ++i) {
        // Outages of one target in quick succession would be *unstable*, which is another thing.
        world.run_to(world.elapsed() + 20min + part(1min));
        const auto began = world.elapsed();
        told = false;
        world.change([&](model::Network& n) { kind.breaks(n, true); });
        constexpr Nanoseconds kNever = 1min;
        const bool seen = world.run_until([&] { return told; }, began + kNever);
        const auto took = seen ? world.elapsed() - began : kNever;
        out.push_back(std::chrono::duration<double>(took).count());
        world.run_to(world.elapsed() + 30s);
        world.change([&](model::Network& n) { kind.breaks(n, false); });
    }
    return out;
}

double percentile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    const auto last = static_cast<double>(values.size() - 1);
    return values[static_cast<std::size_t>(std::lround(last * share))];
}

/// Runs each job once, on as many threads as there are processors.
template <class Job>
void in_parallel(std::size_t count, const Job& job) {
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
        threads.emplace_back([&] {
            for (auto n = next++; n < count; n = next++) job(n);
        });
    for (auto& t : threads) t.join();
}

struct Wishes {
    double years = 10;
    int outages = 4000;
    std::string parts;   ///< the file of what is done
    double minutes = 0;  ///< 0: as long as it takes
};

/// Of the conditions in turn, so that a table of what is done speaks of all of them.
bool watch_all(const Wishes& wishes, std::size_t parts, bench::PartLog& log) {
    const auto all = conditions();
    const auto length =
        Nanoseconds(static_cast<std::int64_t>(static_cast<double>(kYear.count()) * wishes.years));
    std::vector<std::size_t> left;
    for (std::size_t n = 0; n < all.size() * parts; ++n)
        if (log.done().count(n) == 0) left.push_back(n);
    const auto end = std::chrono::steady_clock::now() +
                     std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                         std::chrono::duration<double, std::ratio<60>>(wishes.minutes));
    bench::Progress progress(left.size());
    in_parallel(left.size(), [&](std::size_t i) {
        if (wishes.minutes > 0 && std::chrono::steady_clock::now() >= end) return;
        const auto n = left[i];
        const auto& condition = all[n % all.size()];
        const auto found = watch(condition, n + 1, length / static_cast<std::int64_t>(parts));
        log.add(n, {found.told, found.degraded, found.results});
        progress.one_more();
    });
    return log.done().size() == all.size() * parts;
}

bool print_alarms(double years, std::size_t parts, const bench::PartLog& log) {
    constexpr double kTargets = 5;
    constexpr double kHoursInYear = 365 * 24;
    const auto all = conditions();
    bool good = true;
    std::printf(
        "| network | simulated | requests | false alarms | *degraded*, of one target in a day |\n");
    std::printf("| --- | ---: | ---: | ---: | ---: |\n");
    for (std::size_t i = 0; i < all.size(); ++i) {
        Alarms sum;
        std::size_t done = 0;
        for (const auto& [n, numbers] : log.done()) {
            if (n % all.size() != i || numbers.size() != 3) continue;
            sum.told += numbers[0];
            sum.degraded += numbers[1];
            sum.results += numbers[2];
            ++done;
        }
        const auto seen = years * static_cast<double>(done) / static_cast<double>(parts);
        const auto days = std::max(seen, 1e-9) * kHoursInYear / 24 * kTargets;
        std::printf("| %s | %.3g years | %.3g million | %llu | %.2g |\n", all[i].name.c_str(), seen,
                    static_cast<double>(sum.results) / 1e6,
                    static_cast<unsigned long long>(sum.told),
                    static_cast<double>(sum.degraded) / days);
        good &= !all[i].must_be_silent || sum.told == 0;
    }
    std::fflush(stdout);
    return good;
}

/// 0, 1 (not silent), 2 (cannot be measured) or 3 (not all of it is, yet).
int false_alarms(const Wishes& wishes) {
    const auto whole = static_cast<double>(kYear.count()) * wishes.years;
    const auto parts = static_cast<std::size_t>(
        std::max(1.0, whole / static_cast<double>(Nanoseconds(kPart).count())));
    char heading[64];
    std::snprintf(heading, sizeof heading, "judging-bench %g years in %zu parts", wishes.years,
                  parts);
    bench::PartLog log(wishes.parts, heading);
    if (!log.problem().empty()) {
        std::fprintf(stderr, "judging-bench: %s: name another file\n", log.problem().c_str());
        return 2;
    }
    const bool complete = watch_all(wishes, parts, log);
    const bool good = print_alarms(wishes.years, parts, log);
    if (!complete) std::fprintf(stderr, "not all parts are done yet\n");
    return !good ? 1 : complete ? 0 : 3;
}

bool speeds(int outages) {
    constexpr int kParts = 8;
    std::vector<std::vector<double>> found(kKinds.size() * kParts);
    in_parallel(found.size(), [&](std::size_t n) {
        found[n] = speed(kKinds[n / kParts], n + 1, std::max(1, outages / kParts));
    });
    bool good = true;
    std::printf("\n| what happens, at 1 %% random loss | outages | median | p99 | most |\n");
    std::printf("| --- | ---: | ---: | ---: | ---: |\n");
    for (std::size_t k = 0; k < kKinds.size(); ++k) {
        std::vector<double> all;
        for (int p = 0; p < kParts; ++p) {
            const auto& part = found[k * kParts + static_cast<std::size_t>(p)];
            all.insert(all.end(), part.begin(), part.end());
        }
        std::printf("| %s | %zu | %.1f s | %.1f s | %.1f s |\n", kKinds[k].name, all.size(),
                    percentile(all, 0.5), percentile(all, 0.99), percentile(all, 1));
        good &= percentile(all, 0.99) <= kMostSeconds;
    }
    return good;
}

}  // namespace

int main(int argc, char** argv) {
    Wishes wishes;
    for (int i = 1; i < argc; ++i) {
        const auto is = [&](const char* name) { return std::strcmp(argv[i], name) == 0; };
        if (is("--check")) {
            wishes.years = 0.02;
            wishes.outages = 200;
        } else if (is("--years") && i + 1 < argc) {
            wishes.years = std::strtod(argv[++i], nullptr);
        } else if (is("--outages") && i + 1 < argc) {
            wishes.outages = std::atoi(argv[++i]);
        } else if (is("--parts") && i + 1 < argc) {
            wishes.parts = argv[++i];
        } else if (is("--minutes") && i + 1 < argc) {
            wishes.minutes = std::strtod(argv[++i], nullptr);
        } else {
            std::fprintf(stderr,
                         "usage: judging-bench [--years N] [--outages N] [--parts FILE] "
                         "[--minutes N] [--check]\n");
            return 2;
        }
    }
    const int alarms = false_alarms(wishes);
    if (alarms > 1) return alarms;
    const bool fast = wishes.outages <= 0 || speeds(wishes.outages);
    return alarms == 0 && fast ? 0 : 1;
}
