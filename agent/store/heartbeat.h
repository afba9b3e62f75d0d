// Until when the program has certainly run. Internal to agent/store.
#pragma once

#include <optional>

#include "agent/store/database.h"
#include "shared/types.h"

namespace traypulse::store {

/// Clocks that differ by more have been set, or the computer slept. NTP steps a clock that is off
/// by 128 ms (RFC 5905 §11.3) and slews what is less; below this, nobody sees it in an interval.
inline constexpr auto kClockTolerance = std::chrono::seconds(2);

/// Between two beats the wall clock went another way than the time that passed.
struct ClockBreak {
    WallTime until;  ///< the last moment before
    WallTime from;   ///< the first after it
    /// Asleep or set forward: above 0. Set back: below.
    Nanoseconds jump{};
};
std::optional<ClockBreak> clock_break(Instant before, Instant now);

/// Written so often. In between the last sample says the same, and is written anyway: a page less
/// in each commit, half of what a quiet evening writes.
inline constexpr auto kBeatEvery = std::chrono::seconds(10);

/// One thread.
class Heartbeat {
 public:
    explicit Heartbeat(Database& db);
    void beat(WallTime now);
    /// The last one, or the last sample, which can be later; nothing in a new file.
    static std::optional<WallTime> last(const Database& db);

 private:
    Statement write_;
};

}  // namespace traypulse::store
