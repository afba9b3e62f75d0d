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

MonoTime monotonic_now() { return MonoTime{read(CLOCK_MONOTONIC)}; }

Stamp stamp_now() {
    Stamp out;
    out.real = read(CLOCK_REALTIME);
    out.mono = monotonic_now();
    return out;
}

}  // namespace traypulse::helper
