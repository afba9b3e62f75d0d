// Short ways to write what the tests of the graphs are about.
#pragma once

#include <cstdlib>
#include <ctime>
#include <string>

#include "agent/store/history.h"

namespace traypulse::test {

using namespace std::chrono_literals;

/// Sun 2 June 2024, 12:00 UTC.
inline constexpr WallTime kNoon{std::chrono::seconds(1'717'329'600)};

inline constexpr Nanoseconds ms(double n) {
    return Nanoseconds(static_cast<std::int64_t>(n * 1e6));
}

/// All of it answered after `rtt` milliseconds, more or less.
inline store::GraphPoint point(WallTime from, Nanoseconds width, double rtt,
                               std::uint64_t sent = 10, std::uint64_t lost = 0) {
    store::GraphPoint p;
    p.from = from;
    p.width = width;
    p.sent = sent;
    p.lost = lost;
    p.answered = sent - lost;
    if (p.answered == 0) return p;
    p.least = ms(rtt * 0.8);
    p.p5 = ms(rtt * 0.9);
    p.p25 = ms(rtt * 0.95);
    p.median = ms(rtt);
    p.p75 = ms(rtt * 1.1);
    p.p95 = ms(rtt * 1.3);
    p.most = ms(rtt * 2);
    return p;
}

inline store::StateInterval state(TargetState what, WallTime from, WallTime until,
                                  bool open = false) {
    return {what, from, until, open, ""};
}

/// The process's time zone while it lives.
class TimeZone {
 public:
    explicit TimeZone(const char* name) {
        if (const char* before = std::getenv("TZ")) before_ = before;
        ::setenv("TZ", name, 1);
        ::tzset();
    }
    ~TimeZone() {
        ::setenv("TZ", before_.c_str(), 1);
        ::tzset();
    }
    TimeZone(const TimeZone&) = delete;
    TimeZone& operator=(const TimeZone&) = delete;

 private:
    std::string before_ = "UTC";
};

}  // namespace traypulse::test
