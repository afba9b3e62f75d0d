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
    std::function<std::string(WallTime)> clock;  ///< local time of day
};
inline Phrases phrases_of(const words::ClockText& clock) {
    return {[clock](const Snapshot& s) { return words::sentence(s, clock); }, words::worst_targets,
            words::target_value, clock};
}

/// The verdict first, then a line for every target. Times RFC 3339 UTC, rtt_us and jitter_us null
/// where there is none. "metrics" is described at metrics_json() (control_metrics_json.h).
std::string status_json(const Snapshot& s, const Phrases& phrases);
/// The same, the verdict with "evidence" and "held_back".
std::string why_json(const Snapshot& s, const Phrases& phrases);
/// {"text","tooltip","class","alt"} for waybar's custom module with return-type json. `text` is the
/// latency or the verdict's shape in a word, `class` and `alt` the glance: up degraded down unknown
/// paused no_link.
std::string status_waybar(const Snapshot& s, const Phrases& phrases);

/// Several lines without escape sequences, a line end at the end.
std::string status_text(const Snapshot& s, const Phrases& phrases);
std::string why_text(const Snapshot& s, const Phrases& phrases);

}  // namespace traypulse::control
