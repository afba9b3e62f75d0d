#include <mach/mach_time.h>

#include <ctime>

#include "agent/runtime/clock.h"
#include "shared/local_time.h"

namespace traypulse::runtime {
namespace {

/// mach_absolute_time() stands still while the machine sleeps, mach_continuous_time() does not.
Nanoseconds nanoseconds_of(std::uint64_t ticks) {
    static const mach_timebase_info_data_t base = [] {
        mach_timebase_info_data_t out{};
        mach_timebase_info(&out);
        return out;
    }();
    const auto whole = ticks / base.denom * base.numer;
    const auto rest = ticks % base.denom * base.numer / base.denom;
    return Nanoseconds(static_cast<std::int64_t>(whole + rest));
}

}  // namespace

Instant now() {
    timespec wall{};
    clock_gettime(CLOCK_REALTIME, &wall);
    return {MonoTime(nanoseconds_of(mach_absolute_time())),
            WallTime(std::chrono::duration_cast<std::chrono::microseconds>(
                std::chrono::seconds(wall.tv_sec) + Nanoseconds(wall.tv_nsec)))};
}

Nanoseconds slept_since_boot() {
    const auto awake = mach_absolute_time();
    return nanoseconds_of(mach_continuous_time()) - nanoseconds_of(awake);
}

std::string local_clock_text(WallTime time) { return local_text(time, "%H:%M"); }
std::string local_moment_text(WallTime time) { return local_text(time, "%Y-%m-%d %H:%M:%S %z"); }

int local_minute(WallTime time) {
    const auto local = local_parts(time);
    return (local.tm_wday * 24 + local.tm_hour) * 60 + local.tm_min;
}

}  // namespace traypulse::runtime
