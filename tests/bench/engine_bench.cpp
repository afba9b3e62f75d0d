// What the engine costs by the number of its targets, in virtual time: everything that the runtime
// asks of it for a result, from its target's specification to the next deadline. Prints a table.
//
//   engine-bench [--targets N...] [--results N] [--families]
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <vector>

#include "tests/bench/fleet_watch.h"

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

constexpr Nanoseconds kStarting = 4s;
constexpr Nanoseconds kFalling = 15s;  // until all that is dead is known to be down
constexpr double kLoss = 0.01;

struct Cost {
    double starting_ms = 0, falling_ms = 0;
    double up_us = 0, lossy_us = 0, down_us = 0;  ///< a result
    bool right = true;
};

Cost measure(std::uint32_t targets, bool families, std::uint64_t results) {
    Cost out;
    bench::FleetWatch watch(targets, families);
    const auto per_result = [&] {
        watch.run_for_results(results);
        const auto spent = watch.take_spent();
        return spent.count() / 1e3 / static_cast<double>(watch.take_results());
    };
    watch.run_for(kStarting);
    out.starting_ms = watch.take_spent().count() / 1e6;
    watch.take_results();
    out.up_us = per_result();
    out.right &= watch.judged_rightly();
    watch.set_loss(kLoss);
    out.lossy_us = per_result();
    watch.set_loss(0);
    watch.run_for(kFalling);
    watch.take_spent();
    watch.kill_a_tenth();
    watch.run_for(kFalling);
    out.falling_ms = watch.take_spent().count() / 1e6;
    watch.take_results();
    out.down_us = per_result();
    out.right &= watch.judged_rightly();
    return out;
}

}  // namespace

int main(int argc, char** argv) try {
    CLI::App app("What the engine costs by the number of its targets.");
    std::vector<std::uint32_t> sizes{64, 1024, 4096};
    std::uint64_t results = 40'000;
    bool families = false;
    app.add_option("--targets", sizes)->check(CLI::Range(10U, 65535U));
    app.add_option("--results", results, "in each of the three that are divided by them");
    app.add_flag("--families", families, "names with addresses of both families");
    CLI11_PARSE(app, argc, argv);

    std::printf("Microseconds of the engine for each result; every target is asked each 2 s.\n\n");
    std::printf(
        "| targets | all up | 1 %% lost | a tenth down | starting, ms | a tenth falls, ms |\n");
    std::printf("| ---: | ---: | ---: | ---: | ---: | ---: |\n");
    std::vector<Cost> all;
    bool right = true;
    for (const auto size : sizes) {
        all.push_back(measure(size, families, results));
        const auto& c = all.back();
        std::printf("| %u | %.2f | %.2f | %.2f | %.1f | %.1f |\n", size, c.up_us, c.lossy_us,
                    c.down_us, c.starting_ms, c.falling_ms);
        std::fflush(stdout);
        right &= c.right;
    }
    const auto& few = all.front();
    const auto& many = all.back();
    std::printf("| %u : %u | %.1f | %.1f | %.1f | %.1f | %.1f |\n", sizes.back(), sizes.front(),
                many.up_us / few.up_us, many.lossy_us / few.lossy_us, many.down_us / few.down_us,
                many.starting_ms / few.starting_ms, many.falling_ms / few.falling_ms);
    if (!right) std::fprintf(stderr, "engine-bench: not exactly what is dead is called down\n");
    return right ? 0 : 1;
} catch (const std::exception& e) {
    std::fprintf(stderr, "engine-bench: %s\n", e.what());
    return 1;
}
