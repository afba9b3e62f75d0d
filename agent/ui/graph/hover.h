// The values under the cursor, in words. Pure but for the time zone.
#pragma once

#include <string>

#include "agent/ui/graph/scene.h"

namespace traypulse::ui::graph {

/// "Tue 3 Jun, 14:02:10 · Shop: 12 ms (8 ms to 31 ms), 2 of 60 lost · Shop is down, 41 s".
/// `lane` may be null: then what is said is about the verdict.
std::string hover_words(const Scene& scene, const std::vector<OutageRecord>& outages,
                        const Lane* lane, int x);

/// What the whole picture shows, for who cannot see it.
std::string picture_words(const Scene& scene, const TimeAxis& axis);

}  // namespace traypulse::ui::graph
