// What the popover says (LOOK: "Popover"), from a snapshot and the history. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/snapshot.h"
#include "agent/engine/words.h"
#include "agent/ui/popover/popover_facts.h"

namespace traypulse::ui {

struct PopoverRow {
    TargetId id;
    std::string name;
    bool on = true;  ///< the switch
    TargetState state = TargetState::unknown;
    std::string now;           ///< "12 ms", "down 4 min", "paused"
    std::string availability;  ///< "99.9 %"; empty while nothing is known
    bool operator==(const PopoverRow&) const = default;
};

struct PopoverModel {
    Glance glance = Glance::unknown;
    std::string title;    ///< "Online", "Provider outage · 4 min"
    std::string numbers;  ///< "12 ms   0.0 %": latency and loss of all that are watched
    std::string summary;  ///< "All 6 targets answer. Last outage: Tue 9:12."
    std::vector<PopoverRow> rows;
    bool operator==(const PopoverModel&) const = default;
};

/// `moment`: a time of the last days, "Tue 9:12".
PopoverModel popover_model(const Snapshot* snapshot, const PopoverFacts& facts,
                           const words::ClockText& clock, const words::ClockText& moment);

/// "100 %", "99.9 %"; what is not whole is never rounded up to it.
std::string availability_text(double ratio);

}  // namespace traypulse::ui
