// What `traypulse watch` shows at one moment, from the running agent's `status --json`. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/engine/snapshot.h"
#include "shared/result.h"

namespace traypulse::cli {

/// A character of a sparkline.
struct WatchColumn {
    bool asked = false;          ///< a request went out
    double loss = 0;             ///< 0..1 of them
    std::optional<Rtt> latency;  ///< median of the answers
    bool operator==(const WatchColumn&) const = default;
};

struct WatchTarget {
    std::string name;
    std::string check;  ///< name and check together are what history knows it by
    TargetState state = TargetState::unknown;
    Nanoseconds lasted{};  ///< in this state
    std::optional<Rtt> latency;
    double loss = 0;                  ///< 0..1, over the last minute
    std::vector<WatchColumn> past{};  /// oldest first; empty where there is no history
};

struct WatchView {
    WallTime taken;
    Glance glance = Glance::unknown;
    std::string sentence;  ///< the tooltip's
    std::string detail;    ///< why nothing is known; else empty
    std::vector<WatchTarget> targets;
};

/// Errors: the text is none that this version knows (protocol).
Result<WatchView> watch_view(std::string_view status_json);

}  // namespace traypulse::cli
