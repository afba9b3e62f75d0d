// The helper is a service of its own here, and no ping is started: this process is all there is.
#include <windows.h>

#include <malloc.h>
#include <psapi.h>

#include "agent/runtime/own_weight.h"

namespace traypulse::runtime {
namespace {

/// FILETIME counts tenths of a microsecond.
Nanoseconds time_of(const FILETIME& time) {
    return Nanoseconds(100) * static_cast<std::int64_t>(std::uint64_t{time.dwHighDateTime} << 32U |
                                                        time.dwLowDateTime);
}

}  // namespace

Nanoseconds processor_time() {
    FILETIME made{};
    FILETIME ended{};
    FILETIME kernel{};
    FILETIME user{};
    if (GetProcessTimes(GetCurrentProcess(), &made, &ended, &kernel, &user) == 0) return {};
    return time_of(kernel) + time_of(user);
}

std::uint64_t private_memory() {
    PROCESS_MEMORY_COUNTERS_EX counters{};
    counters.cb = sizeof counters;
    if (GetProcessMemoryInfo(GetCurrentProcess(),
                             reinterpret_cast<PROCESS_MEMORY_COUNTERS*>(&counters),
                             sizeof counters) == 0)
        return 0;
    return counters.PrivateUsage;
}

void return_free_memory() { _heapmin(); }

}  // namespace traypulse::runtime
