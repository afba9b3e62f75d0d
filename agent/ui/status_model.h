// What the status window says, from a snapshot. Pure.
#pragma once

#include <string>
#include <vector>

#include "agent/engine/snapshot.h"
#include "agent/engine/words.h"

namespace traypulse::ui {

struct StatusRow {
    TargetId id;
    bool ticked = true;
    TargetState state = TargetState::unknown;
    std::string name;
    std::string state_text;  ///< "up", "down 4 min"
    std::string latency;     ///< "12 ms"; empty while there is none
    std::string loss;        ///< "0 %"
    bool operator==(const StatusRow&) const = default;
};

struct StatusModel {
    Glance glance = Glance::unknown;
    std::string headline;  ///< LOOK's tooltip sentence
    std::string summary;   ///< "All 6 targets answer."
    std::vector<StatusRow> rows;
    bool paused = false;
    bool muted = false;
    bool history_off = false;  ///< nothing new comes into the graphs, by the person's wish
    std::string pause_label;
    std::string mute_label;
    std::string why;  ///< evidence, held-back notifications and how pings are sent; lines
    bool operator==(const StatusModel&) const = default;
};

StatusModel status_model(const Snapshot* snapshot, const words::ClockText& clock);

}  // namespace traypulse::ui
