#include <ctime>

#include <array>

#include "agent/runtime/clock.h"

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

std::string local_clock_text(WallTime time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm local{};
    localtime_r(&seconds, &local);
    std::array<char, 16> text{};
    return std::strftime(text.data(), text.size(), "%H:%M", &local) > 0 ? text.data() : "";
}

}  // namespace traypulse::runtime
