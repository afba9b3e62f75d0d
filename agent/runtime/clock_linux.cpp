#include <ctime>

#include "agent/runtime/clock.h"
#include "shared/local_time.h"

namespace traypulse::runtime {
namespace {

Nanoseconds read(clockid_t id) {
    timespec t{};
    clock_gettime(id, &t);
    return std::chrono::seconds(t.tv_sec) + Nanoseconds(t.tv_nsec);
}

}  // namespace

Instant now() {
    const MonoTime mono(read(CLOCK_MONOTONIC));
    return {mono,
            WallTime(std::chrono::duration_cast<std::chrono::microseconds>(read(CLOCK_REALTIME)))};
}

Nanoseconds slept_since_boot() {
    const auto mono = read(CLOCK_MONOTONIC);
    return read(CLOCK_BOOTTIME) - mono;
}

std::string local_clock_text(WallTime time) { return local_text(time, "%H:%M"); }
std::string local_moment_text(WallTime time) { return local_text(time, "%Y-%m-%d %H:%M:%S %z"); }

int local_minute(WallTime time) {
    const auto local = local_parts(time);
    return (local.tm_wday * 24 + local.tm_hour) * 60 + local.tm_min;
}

}  // namespace traypulse::runtime
