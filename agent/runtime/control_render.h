// A snapshot as `status` and `why` show it: JSON Lines (DESIGN §4), text for people, one object for
// waybar. Pure; what depends on words and the time zone comes in.
#pragma once

#include <functional>
#include <string>

#include "agent/engine/snapshot.h"
#include "agent/engine/words.h"

namespace traypulse::control {

/// The sentences of words.h with the clock already in them.
struct Phrases {
    std::function<std::string(const Snapshot&)> sentence;
    std::function<std::string(const Snapshot&, int most)> worst_targets;
    std::function<std::string(const TargetView&, WallTime now)> target_value;
    std::function<std::string(WallTime)> clock;   ///< local time of day
    std::function<std::string(WallTime)> moment;  ///< local day and time with the zone's offset
};
inline Phrases phrases_of(const words::ClockText& clock, const words::ClockText& moment) {
    return {[clock](const Snapshot& s) { return words::sentence(s, clock); }, words::worst_targets,
            words::target_value, clock, moment};
}

/// The verdict first ("slowed": why checks are slower than configured, else empty), then a line for
/// every target. Times RFC 3339 UTC, rtt_us and jitter_us null
/// where there is none. "metrics" is described at metrics_json() (control_metrics_json.h), "path",
/// only of targets whose path is followed, at path_json() (control_path.h).
std::string status_json(const Snapshot& s, const Phrases& phrases);
/// The same, the verdict with "evidence" and "held_back"; then a line of type "outage" for each
/// that lasts and for the newest that have ended (control_outage.h).
std::string why_json(const Snapshot& s, const Phrases& phrases);
/// {"text","tooltip","class","alt"} for waybar's custom module with return-type json. `text` is the
/// latency or the verdict's shape in a word, `class` and `alt` the glance: up degraded down unknown
/// paused no_link.
std::string status_waybar(const Snapshot& s, const Phrases& phrases);

/// Several lines without escape sequences, a line end at the end.
std::string status_text(const Snapshot& s, const Phrases& phrases);
std::string why_text(const Snapshot& s, const Phrases& phrases);

}  // namespace traypulse::control
