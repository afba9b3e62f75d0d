// The sentences a person reads, made from a snapshot (LOOK: "Words"). Pure; local time comes in as
// a function.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "agent/engine/notice.h"
#include "agent/engine/snapshot.h"

namespace traypulse::words {

/// Local time of day, "14:02" (the caller knows the time zone and the locale).
using ClockText = std::function<std::string(WallTime)>;

/// "1 ms", "240 ms", "1.2 s"; below a millisecond "< 1 ms".
std::string latency(Rtt rtt);
/// At most three characters for a number on the icon: "8", "240", "1s".
std::string latency_short(Rtt rtt);
/// "41 s", "3 min 20 s", "2 h 5 min", "3 d 4 h".
std::string duration(Nanoseconds d);
/// "4 min": the largest unit only.
std::string duration_short(Nanoseconds d);
/// The latency that stands for all: the median of the targets that answer; empty when none does.
std::optional<Rtt> typical_latency(const Snapshot& s);
/// "Provider outage", "Shop is down", "Online".
std::string cause_title(const Snapshot& s);
/// The menu's first line: "Online · 12 ms", "Provider outage · 4 min".
std::string headline(const Snapshot& s);
/// The tooltip: "Online · 12 ms", "Shop is down since 14:02 · 6 others fine".
std::string sentence(const Snapshot& s, const ClockText& clock);
/// Under the tooltip's sentence: at most `most` of the worst targets, a line each; empty when all
/// is well.
std::string worst_targets(const Snapshot& s, int most);
/// Right-hand column of a target: "12 ms", "down 4 min", "paused", "no data yet".
std::string target_value(const TargetView& t, WallTime now);
/// "up", "degraded", … and "certain", "likely", …: for people; `to_string` is for machines.
std::string state(TargetState state);
std::string confidence(Confidence confidence);
/// "Shop is down" of `one`; without its name "3 targets are down". For causes about targets.
std::string about_targets(Cause cause, const std::string& one, std::size_t n);

}  // namespace traypulse::words
