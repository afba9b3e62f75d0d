#include <ctime>

#include "helper/clock.h"

namespace traypulse::helper {
namespace {
Nanoseconds read(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return std::chrono::seconds{t.tv_sec} + Nanoseconds{t.tv_nsec};
}
}  // namespace

// CLOCK_MONOTONIC of macOS goes on while the machine sleeps; this one does not, and is not slewed.
MonoTime monotonic_now() { return MonoTime{read(CLOCK_UPTIME_RAW)}; }

Stamp stamp_now() {
    Stamp out;
    out.real = read(CLOCK_REALTIME);
    out.mono = monotonic_now();
    return out;
}

}  // namespace traypulse::helper
