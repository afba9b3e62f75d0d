// Puts a sample each millisecond until it is killed, and says on its output how far it is.
// Usage: killed-writer FILE FIRST; sample n has a round-trip time of n + 1 ns.
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <thread>

#include "agent/store/store.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace std::chrono_literals;

namespace {

Instant both_clocks() {
    return {MonoTime(std::chrono::steady_clock::now().time_since_epoch()),
            std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now())};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    StoreOptions options;
    options.path = argv[1];
    options.now = both_clocks;
    Store store(options);
    store.set_targets({{TargetId{1}, "Router", "icmp://192.0.2.1"}}, both_clocks().wall);
    store.put(StateChange{TargetId{1}, TargetState::up, both_clocks().wall, ""});
    for (std::int64_t n = std::atoll(argv[2]);; ++n) {
        const auto now = both_clocks();
        store.put(
            Sample{TargetId{1}, now.wall, Outcome::answered, Ttl{64}, Rtt(Nanoseconds(n + 1)), {}});
        // Number and monotonic time of what was just put.
        const auto line =
            std::to_string(n) + " " + std::to_string(now.mono.time_since_epoch().count()) + "\n";
        if (write(STDOUT_FILENO, line.data(), line.size()) < 0) return 1;
        std::this_thread::sleep_for(1ms);
    }
}
