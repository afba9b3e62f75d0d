// The menu as values, from a snapshot (LOOK: "Menu"). Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "agent/desktop/menu_item.h"
#include "agent/engine/snapshot.h"
#include "agent/engine/words.h"
#include "agent/ui/action.h"

namespace traypulse::ui {

/// The width of a text in the menu's font; any unit.
using Measure = std::function<int(const std::string&)>;

class MenuModel {
 public:
    /// More than this many targets: groups become submenus, the broken ones also stand on top.
    static constexpr std::size_t kMaxFlatTargets = 12;

    MenuModel(words::ClockText clock, Measure measure)
        : clock_(std::move(clock)), measure_(std::move(measure)) {}

    /// The whole tree. Its structure depends on the targets' names and order only: what comes and
    /// goes with the state is there all the time, visible or not, so that an open menu stays open.
    [[nodiscard]] desktop::MenuItem build(const Snapshot& snapshot) const;
    /// Before the first snapshot.
    [[nodiscard]] desktop::MenuItem build_empty() const;

    /// What a click on that item asks for; empty for what has no action (any more).
    [[nodiscard]] static std::optional<UiAction> action(int id, const Snapshot* snapshot);

 private:
    void add_targets(desktop::MenuItem& root, const Snapshot& snapshot) const;
    words::ClockText clock_;
    Measure measure_;
};

/// What the tick of a target says: watched now, but for a pause of everything.
bool is_ticked(const TargetView& target, const Snapshot& snapshot);
/// What turns that tick.
Command toggle(const TargetView& target, const Snapshot& snapshot);

}  // namespace traypulse::ui
