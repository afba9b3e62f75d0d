// windows.h wants to be first of its kind.
#include <windows.h>

#include "helper/clock.h"

namespace traypulse::helper {
namespace {

/// FILETIME counts tenths of a microsecond since 1601.
constexpr std::int64_t kUntil1970 = 116'444'736'000'000'000;

Nanoseconds counter() {
    static const std::int64_t per_second = [] {
        LARGE_INTEGER out;
        QueryPerformanceFrequency(&out);  // never fails since Windows XP
        return out.QuadPart;
    }();
    LARGE_INTEGER now;
    QueryPerformanceCounter(&now);
    const auto seconds = now.QuadPart / per_second;
    const auto rest = now.QuadPart % per_second;
    return std::chrono::seconds{seconds} + Nanoseconds{rest * 1'000'000'000 / per_second};
}

Nanoseconds since_1970() {
    FILETIME time;
    GetSystemTimePreciseAsFileTime(&time);
    const auto ticks =
        static_cast<std::int64_t>(std::uint64_t{time.dwHighDateTime} << 32U | time.dwLowDateTime);
    return Nanoseconds{(ticks - kUntil1970) * 100};
}

}  // namespace

MonoTime monotonic_now() { return MonoTime{counter()}; }

Stamp stamp_now() {
    Stamp out;
    out.real = since_1970();
    out.mono = monotonic_now();
    return out;
}

}  // namespace traypulse::helper
