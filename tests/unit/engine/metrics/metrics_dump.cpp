// The figures of a recorded `traypulse ping --json` of one target, for metrics_reference.py.
// usage: metrics-dump TIMEOUT_S EVERY < results: prints a line after each EVERY results and at the
// end: {"lines": results read, "now_ns": …, "metrics": as in status --json}.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "agent/engine/metrics/target_metrics.h"
#include "agent/runtime/control_metrics_json.h"

using namespace traypulse;
using nlohmann::ordered_json;

namespace {

/// "2024-06-01T12:00:00.000001Z" → ns since 1970.
std::int64_t nanoseconds_of(const std::string& time) {
    std::tm parts{};
    int micros = 0;
    if (std::sscanf(time.c_str(), "%d-%d-%dT%d:%d:%d.%dZ", &parts.tm_year, &parts.tm_mon,
                    &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &micros) != 7)
        throw std::runtime_error("not a time: " + time);
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return timegm(&parts) * std::int64_t{1'000'000'000} + micros * std::int64_t{1000};
}

metrics::Fate fate_of(const std::string& outcome) {
    if (outcome == "reply") return metrics::Fate::answered;
    if (outcome == "late") return metrics::Fate::late;
    if (outcome == "duplicate") return metrics::Fate::duplicate;
    if (outcome == "send_failed") return metrics::Fate::not_sent;
    return metrics::Fate::lost;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 3) return 2;
    const auto wait = std::chrono::seconds(std::atoi(argv[1]));
    const auto every = static_cast<std::uint64_t>(std::atoi(argv[2]));
    metrics::TargetMetrics target;
    std::int64_t now = 0;
    std::uint64_t lines = 0;
    const auto instant = [&] {
        return Instant{MonoTime(Nanoseconds(now)), WallTime(std::chrono::microseconds(now / 1000))};
    };
    const auto print = [&] {
        const ordered_json out{{"lines", lines},
                               {"now_ns", now},
                               {"metrics", control::metrics_json(target.report(instant()))}};
        std::cout << out.dump() << "\n";
    };
    for (std::string line; std::getline(std::cin, line);) {
        const auto json = nlohmann::json::parse(line);
        if (json.value("type", "") != "result") continue;
        metrics::Sample s;
        s.fate = fate_of(json["outcome"]);
        s.sequence = json["seq"];
        if (!json["rtt_us"].is_null())
            s.rtt = Rtt(Nanoseconds(std::llround(json["rtt_us"].get<double>() * 1000)));
        if (!json["ttl"].is_null()) s.ttl = Ttl(json["ttl"]);
        s.wait = wait;
        const auto took = s.fate == metrics::Fate::lost ? Nanoseconds(wait) : s.rtt.value;
        now = std::max(now, nanoseconds_of(json["time"]) + took.count());
        s.at = instant();
        target.add(s);
        if (++lines % every == 0) print();
    }
    print();
    return 0;
} catch (const std::exception& e) {
    std::fprintf(stderr, "metrics-dump: %s\n", e.what());
    return 1;
}
