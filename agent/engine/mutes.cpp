#include "agent/engine/mutes.h"

#include <algorithm>

#include "agent/engine/cause_words.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

bool over(const Mutes::Until& until, WallTime now) { return until && now >= *until; }

}  // namespace

void Mutes::all(Until until) {
    all_ = true;
    all_until_ = until;
}

bool Mutes::unmute_all() {
    const bool was = all_;
    all_ = false;
    all_until_.reset();
    return was;
}

bool Mutes::expire(WallTime now) {
    bool changed = all_ && over(all_until_, now) && unmute_all();
    const auto ended = [&](const auto& mute) { return over(mute.second, now); };
    changed |= std::erase_if(targets_, ended) > 0;
    changed |= std::erase_if(causes_, ended) > 0;
    return changed;
}

void Mutes::move_ends(WallTime::duration by) {
    const auto move = [&](Until& until) {
        if (until) *until += by;
    };
    move(all_until_);
    for (auto& [name, until] : targets_) move(until);
    for (auto& [cause, until] : causes_) move(until);
}

bool Mutes::nothing_is_wrong() { return all_ && !all_until_ && unmute_all(); }

bool Mutes::recovered(Cause cause, const std::vector<std::string>& targets) {
    const auto waited = [](auto& mutes, const auto& key) {
        const auto it = mutes.find(key);
        if (it == mutes.end() || it->second) return false;
        mutes.erase(it);
        return true;
    };
    bool changed = waited(causes_, cause);
    for (const auto& name : targets) changed |= waited(targets_, name);
    return changed;
}

std::optional<WallTime> Mutes::next_end() const {
    std::optional<WallTime> next;
    const auto consider = [&](const Until& at) {
        if (at && (!next || *at < *next)) next = at;
    };
    if (all_) consider(all_until_);
    for (const auto& [name, until] : targets_) consider(until);
    for (const auto& [cause, until] : causes_) consider(until);
    return next;
}

std::string Mutes::reason(const words::ClockText& clock) const {
    if (!all_) return {};
    return all_until_ ? tr("notifications are muted until {0}", clock(*all_until_))
                      : std::string(tr("notifications are muted until the outage is over"));
}

std::string Mutes::reason_of(Cause cause, const words::ClockText& clock) const {
    const auto it = causes_.find(cause);
    if (it == causes_.end()) return {};
    const auto title = words_of(cause).title;
    return it->second ? tr("\"{0}\" is muted until {1}", title, clock(*it->second))
                      : tr("\"{0}\" is muted until it is over", title);
}

std::string Mutes::reason_of(const std::string& target, const words::ClockText& clock) const {
    const auto it = targets_.find(target);
    if (it == targets_.end()) return {};
    return it->second ? tr("{0} is muted until {1}", target, clock(*it->second))
                      : tr("{0} is muted until it has recovered", target);
}

void Mutes::save(PauseState& into) const {
    into.muted = all_;
    into.muted_until = all_until_;
    for (const auto& [name, until] : targets_) into.muted_targets.push_back({name, until});
    for (const auto& [cause, until] : causes_)
        into.muted_causes.push_back({std::string(to_string(cause)), until});
}

void Mutes::restore(const PauseState& from) {
    all_ = from.muted;
    all_until_ = from.muted_until;
    targets_.clear();
    causes_.clear();
    for (const auto& t : from.muted_targets) targets_[t.name] = t.until;
    for (const auto& c : from.muted_causes)
        if (const auto cause = cause_of(c.name); cause != Cause::none) causes_[cause] = c.until;
}

}  // namespace traypulse
