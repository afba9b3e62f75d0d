// What a person does not want to hear about: everything, some targets, some causes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/engine/pauses.h"
#include "agent/engine/snapshot.h"
#include "agent/engine/words.h"

namespace traypulse {

/// Pure. Targets go by their names, which survive a restart.
class Mutes {
 public:
    /// Empty: until it has recovered.
    using Until = std::optional<WallTime>;

    void all(Until until);
    void target(const std::string& name, Until until) { targets_[name] = until; }
    void cause(Cause cause, Until until) { causes_[cause] = until; }
    /// False where there was nothing to take back.
    bool unmute_all();
    bool unmute_target(const std::string& name) { return targets_.erase(name) > 0; }
    bool unmute_cause(Cause cause) { return causes_.erase(cause) > 0; }

    /// Ends those whose time has come. True where some did.
    bool expire(WallTime now);
    /// No outage is left: ends a mute of everything until recovered.
    bool nothing_is_wrong();
    /// An outage of this cause and these targets is over. True where a mute was waiting for that.
    bool recovered(Cause cause, const std::vector<std::string>& targets);
    /// The clock was set: they end so much later, or earlier.
    void move_ends(WallTime::duration by);
    [[nodiscard]] std::optional<WallTime> next_end() const;

    [[nodiscard]] bool everything() const { return all_; }
    [[nodiscard]] const Until& everything_until() const { return all_until_; }
    [[nodiscard]] const std::map<std::string, Until>& targets() const { return targets_; }
    [[nodiscard]] const std::map<Cause, Until>& causes() const { return causes_; }
    /// "notifications are muted until 13:00"; empty: they are not.
    [[nodiscard]] std::string reason(const words::ClockText& clock) const;
    [[nodiscard]] std::string reason_of(Cause cause, const words::ClockText& clock) const;
    [[nodiscard]] std::string reason_of(const std::string& target,
                                        const words::ClockText& clock) const;

    void save(PauseState& into) const;
    /// A word that is no cause (any more) is left out.
    void restore(const PauseState& from);

 private:
    bool all_ = false;
    Until all_until_;
    std::map<std::string, Until> targets_;
    std::map<Cause, Until> causes_;
};

}  // namespace traypulse
