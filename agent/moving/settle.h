// What can be added to a configuration as it is now.
#pragma once

#include <string>
#include <vector>

#include "agent/config/written.h"
#include "agent/moving/reading.h"

namespace traypulse::moving {

/// Gives each entry a name that is free, and a problem to each that can't be added: what the
/// configuration's own reader says against it, what is watched already or stands twice (the same
/// check with the same conditions), and what is more than a configuration may have.
void settle(Reading& reading, const config::Written& present);

/// Those that can be added, in their order; in `group` where that is not empty.
std::vector<config::Keys> targets_of(const Reading& reading, const std::string& group = {});

/// What there is to tell: a line an entry that is left out, and one for each note.
/// "Targets:12: \"Shop\": left out: …".
std::vector<std::string> remarks_of(const Reading& reading, std::span<const Input> inputs);

}  // namespace traypulse::moving
