#include "agent/store/heartbeat.h"

namespace traypulse::store {

std::optional<ClockBreak> clock_break(Instant before, Instant now) {
    const Nanoseconds jump = (now.wall - before.wall) - (now.mono - before.mono);
    if (jump <= kClockTolerance && jump >= -kClockTolerance) return std::nullopt;
    return ClockBreak{before.wall, now.wall, jump};
}

Heartbeat::Heartbeat(Database& db)
    : write_(db.prepare("REPLACE INTO heartbeat (id, time) VALUES (1, ?1)")) {}

void Heartbeat::beat(WallTime now) { write_.run(now.time_since_epoch().count()); }

std::optional<WallTime> Heartbeat::last(const Database& db) {
    auto row = db.prepare(
        "SELECT time, (SELECT time FROM recent_sample ORDER BY id DESC LIMIT 1) FROM heartbeat");
    if (!row.step()) return std::nullopt;
    const WallTime beat(std::chrono::microseconds(row.number(0)));
    const WallTime sample(std::chrono::microseconds(row.number(1)));
    // One that is later than the next beat would have been is of a clock that was ahead.
    return sample > beat && sample - beat <= kBeatEvery + kClockTolerance ? sample : beat;
}

}  // namespace traypulse::store
