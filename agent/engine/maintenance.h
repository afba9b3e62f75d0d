// Announced work: when it is, and whom it is about. Pure.
#pragma once

#include <optional>
#include <vector>

#include "agent/engine/alert_settings.h"
#include "agent/engine/local_time.h"
#include "agent/engine/target.h"

namespace traypulse {

/// Nothing is remembered, so a clock that is set does no harm: the answer is about this moment.
class MaintenanceCalendar {
 public:
    explicit MaintenanceCalendar(LocalMinute local) : local_(std::move(local)) {}
    void configure(std::vector<Maintenance> windows) { windows_ = std::move(windows); }

    /// Until when the target is worked on, where it is; the last end of several.
    [[nodiscard]] std::optional<WallTime> until(const TargetSpec& target, WallTime now) const;
    /// When to ask again: the next begin or end; empty: there is none.
    [[nodiscard]] std::optional<WallTime> next_look(WallTime now) const;

 private:
    /// The end of the window that is open now.
    [[nodiscard]] std::optional<WallTime> end_of(const Maintenance& window, WallTime now) const;
    LocalMinute local_;
    std::vector<Maintenance> windows_;
};

}  // namespace traypulse
