#include <windows.h>

#include <realtimeapiset.h>

#include <array>
#include <ctime>

#include "agent/runtime/clock.h"

namespace traypulse::runtime {
namespace {

/// Windows counts tenths of a microsecond.
constexpr std::int64_t kTick = 100;
/// FILETIME does so since 1601.
constexpr std::int64_t kUntil1970 = 116'444'736'000'000'000;

std::tm parts(WallTime time) {
    const std::time_t seconds =
        std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    std::tm out{};
    localtime_s(&out, &seconds);
    return out;
}

std::string text(WallTime time, const char* format) {
    const auto local = parts(time);
    std::array<char, 96> out{};
    return {out.data(), std::strftime(out.data(), out.size(), format, &local)};
}

}  // namespace

// The unbiased interrupt time stands still while the machine sleeps, as CLOCK_MONOTONIC does.
Instant now() {
    ULONGLONG ticks = 0;
    QueryUnbiasedInterruptTimePrecise(&ticks);
    FILETIME file{};
    GetSystemTimePreciseAsFileTime(&file);
    const auto wall =
        static_cast<std::int64_t>(std::uint64_t{file.dwHighDateTime} << 32U | file.dwLowDateTime);
    return {MonoTime(Nanoseconds(static_cast<std::int64_t>(ticks) * kTick)),
            WallTime(std::chrono::duration_cast<std::chrono::microseconds>(
                Nanoseconds((wall - kUntil1970) * kTick)))};
}

Nanoseconds slept_since_boot() {
    ULONGLONG awake = 0;
    ULONGLONG all = 0;
    QueryUnbiasedInterruptTimePrecise(&awake);
    QueryInterruptTimePrecise(&all);
    return Nanoseconds(static_cast<std::int64_t>(all - awake) * kTick);
}

std::string local_clock_text(WallTime time) { return text(time, "%H:%M"); }
std::string local_moment_text(WallTime time) { return text(time, "%Y-%m-%d %H:%M:%S %z"); }

int local_minute(WallTime time) {
    const auto local = parts(time);
    return (local.tm_wday * 24 + local.tm_hour) * 60 + local.tm_min;
}

}  // namespace traypulse::runtime
