// Whether, when and how often a person is told. What is to be said is the outage book's matter.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "agent/engine/alert_settings.h"
#include "agent/engine/alert_text.h"
#include "agent/engine/effect.h"
#include "agent/engine/flap_watch.h"
#include "agent/engine/mutes.h"
#include "agent/engine/outages.h"
#include "agent/engine/quiet_hours.h"
#include "agent/engine/target.h"

namespace traypulse {

/// Pure; time comes in. Every notice either goes out as an effect::Notify or is kept with the
/// reason why not.
class Alerting {
 public:
    struct Owner {
        std::function<const TargetSpec*(TargetId)> spec;
        std::function<OutageFacts(const Outage&)> describe;
        std::function<TargetState(TargetId)> state;
        std::function<void(Effect)> emit;
    };
    Alerting(Owner owner, words::ClockText clock, LocalMinute local);
    void configure(const AlertRules& rules);

    // What the book has to say.

    /// True where a person was told.
    bool announce(Instant now, const Outage& outage);
    void recovered(Instant now, const Outage& outage, Nanoseconds length);
    /// Something that is no outage, but that what was said of this one is replaced by.
    void remark(Instant now, const Outage& outage, NoticeText text);
    /// Ended without a recovery; `merged`: it lives on as part of another.
    void dropped(const Outage& outage, bool merged);
    void target_moved(Instant now, TargetId id, TargetState from, TargetState to);
    /// Slept, or somewhere else: what went and came back before says nothing any more.
    void start_fresh() { flaps_.clear(); }

    /// After the book has been updated: the end of quiet hours, reminders, flapping that has ended.
    /// Outages that this told of for the first time are marked in the book. True where the book is
    /// to be updated again: something may be told now that was held back.
    bool update(Instant now, OutageBook& book);
    [[nodiscard]] std::optional<MonoTime> next_deadline(Instant now) const;

    /// Commands change it here; afterwards OutageBook::announce_again() where less is muted.
    Mutes& mutes() { return mutes_; }
    [[nodiscard]] const Mutes& mutes() const { return mutes_; }
    /// Mutes whose time has come. True where there were some.
    bool expire(Instant now) { return mutes_.expire(now.wall); }
    /// A mute has ended by itself since this was asked last: to be saved.
    bool take_mutes_changed() { return std::exchange(mutes_changed_, false); }

    [[nodiscard]] bool unstable(TargetId id) const;
    /// Newest last, at most judging::kMaxHeldBack.
    [[nodiscard]] const std::vector<HeldBack>& held_back() const { return held_back_; }

 private:
    /// Why a notice about this must not be shown now, apart from the hour; empty: show it.
    [[nodiscard]] std::string held_because(Cause cause, const std::vector<TargetId>& targets) const;
    [[nodiscard]] std::string flapping_because(const Outage& outage) const;
    [[nodiscard]] std::string own_reason(TargetId id) const;
    void hold(WallTime now, OutageId outage, const std::string& text, const std::string& reason);
    void inform(Instant now, const FlapWatch::Key& key, NoticeText text);
    [[nodiscard]] Notice notice_of(Instant now, const Outage& outage, NoticeKind kind,
                                   NoticeText text) const;
    void now_unstable(Instant now, const FlapWatch::Key& key);
    bool now_steady(Instant now, const FlapWatch::Key& key, OutageBook& book);
    void count(Instant now, const Outage& outage);
    void remind(Instant now, const Outage& outage);
    void summarise(Instant now, OutageBook& book);
    void over(const Outage& outage);

    Owner owner_;
    words::ClockText clock_;
    AlertRules rules_;
    Mutes mutes_;
    QuietHours quiet_;
    FlapWatch flaps_;
    std::map<OutageId, FlapWatch::Key> counted_;  ///< open outages, as they were counted
    std::map<OutageId, MonoTime> reminders_;
    /// What was said to be held back and why: once is enough.
    std::set<std::tuple<OutageId, std::string, std::string>> said_;
    std::vector<HeldBack> held_back_;
    bool mutes_changed_ = false;
    bool newly_unstable_ = false;  ///< told just now; the rules have not seen it yet
};

}  // namespace traypulse
