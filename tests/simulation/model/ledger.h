// Where each target's time went: every nanosecond that the agent ran is in one state.
#pragma once

#include <array>
#include <map>
#include <string>

#include "agent/engine/snapshot.h"

namespace traypulse::model {

inline constexpr std::size_t kStates = 5;

class Ledger {
 public:
    using Times = std::array<Nanoseconds, kStates>;  ///< by TargetState

    [[nodiscard]] bool knows(const std::string& target) const {
        const auto it = lines_.find(target);
        return it != lines_.end() && it->second.open;
    }
    /// This target is in that state from now on.
    void enter(const std::string& target, TargetState state, Nanoseconds now) {
        auto& line = lines_[target];
        if (line.open) line.spent[static_cast<std::size_t>(line.state)] += now - line.since;
        line.open = true;
        line.state = state;
        line.since = now;
    }
    /// It is watched no longer.
    void leave(const std::string& target, Nanoseconds now) {
        auto& line = lines_[target];
        if (line.open) line.spent[static_cast<std::size_t>(line.state)] += now - line.since;
        line.open = false;
    }
    /// Nobody watches from now on: the agent ends.
    void close(Nanoseconds now) {
        for (auto& [name, line] : lines_) leave(name, now);
    }
    [[nodiscard]] Times of(const std::string& target, Nanoseconds now) const {
        const auto it = lines_.find(target);
        if (it == lines_.end()) return {};
        auto out = it->second.spent;
        if (it->second.open)
            out[static_cast<std::size_t>(it->second.state)] += now - it->second.since;
        return out;
    }
    /// The state that the sum of all transitions says.
    [[nodiscard]] TargetState state(const std::string& target) const {
        const auto it = lines_.find(target);
        return it == lines_.end() ? TargetState::unknown : it->second.state;
    }

 private:
    struct Line {
        bool open = false;
        TargetState state = TargetState::unknown;
        Nanoseconds since{};
        Times spent{};
    };
    std::map<std::string, Line> lines_;
};

}  // namespace traypulse::model
