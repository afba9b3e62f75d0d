#include "agent/engine/alerting.h"

#include <algorithm>
#include <utility>

#include "agent/engine/diagnosis.h"
#include "agent/engine/judging.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

FlapWatch::Key key_of(const Outage& o) {
    if (is_wide(o.cause) || o.affected.empty()) return {o.cause, TargetId()};
    return {o.cause, o.affected.front()};
}

}  // namespace

Alerting::Alerting(Owner owner, words::ClockText clock, LocalMinute local)
    : owner_(std::move(owner)), clock_(std::move(clock)), quiet_(std::move(local), clock_) {}

void Alerting::configure(const AlertRules& rules) {
    rules_ = rules;
    quiet_.configure(rules.quiet);
    flaps_.configure(rules.flap_outages, rules.flap_window);
    reminders_.clear();
}

std::string Alerting::own_reason(TargetId id) const {
    const auto* spec = owner_.spec(id);
    if (spec == nullptr || !spec->notify)
        return spec == nullptr ? std::string(tr("notifications are off for it"))
                               : tr("notifications are off for {0}", spec->name);
    return mutes_.reason_of(spec->name, clock_);
}

std::string Alerting::held_because(Cause cause, const std::vector<TargetId>& targets) const {
    if (!rules_.notifications) return tr("notifications are switched off in the configuration");
    if (auto reason = mutes_.reason(clock_); !reason.empty()) return reason;
    if (auto reason = mutes_.reason_of(cause, clock_); !reason.empty()) return reason;
    const bool wanted =
        targets.empty() || std::any_of(targets.begin(), targets.end(),
                                       [&](auto id) { return own_reason(id).empty(); });
    return wanted ? "" : own_reason(targets.front());
}

std::string Alerting::flapping_because(const Outage& outage) const {
    const auto key = key_of(outage);
    if (!flaps_.unstable(key)) return {};
    const auto* spec = owner_.spec(key.target);
    return spec == nullptr ? std::string(tr("the connection is unstable, which was said once"))
                           : tr("{0} is unstable, which was said once", spec->name);
}

void Alerting::hold(WallTime now, OutageId outage, const std::string& text,
                    const std::string& reason) {
    if (outage.value != 0 && !said_.emplace(outage, text, reason).second) return;
    held_back_.push_back({now, text, reason});
    if (held_back_.size() > judging::kMaxHeldBack) held_back_.erase(held_back_.begin());
    owner_.emit(effect::NoticeHeld{held_back_.back()});
}

Notice Alerting::notice_of(Instant now, const Outage& outage, NoticeKind kind,
                           NoticeText text) const {
    Notice n;
    n.outage = outage.id;
    n.kind = kind;
    n.glance = glance_of(outage.cause);
    if (kind == NoticeKind::recovery) n.glance = Glance::up;
    n.cause = outage.cause;
    n.title = std::move(text.title);
    n.body = std::move(text.body);
    n.targets = outage.affected;
    n.time = now.wall;
    return n;
}

// By the name under which it is told: most are called something narrower in their first moments.
void Alerting::count(Instant now, const Outage& outage) {
    const auto key = key_of(outage);
    const auto [it, is_new] = counted_.try_emplace(outage.id, key);
    if (!is_new && it->second == key) return;
    if (!is_new) flaps_.take_back(it->second);
    it->second = key;
    if (flaps_.outage(key, now.mono)) now_unstable(now, key);
}

void Alerting::target_moved(Instant now, TargetId id, TargetState from, TargetState to) {
    const bool went = to == TargetState::down;
    const bool came = from == TargetState::down && to != TargetState::unknown;
    if (went || came) flaps_.moved({Cause::target_down, id}, now.mono);
    if (to == TargetState::paused) flaps_.forget(id);
}

bool Alerting::announce(Instant now, const Outage& outage) {
    // It was said when the flapping was seen.
    if (outage.cause == Cause::unstable) return true;
    count(now, outage);
    auto text = outage_text(owner_.describe(outage), clock_);
    auto reason = held_because(outage.cause, outage.affected);
    if (reason.empty()) reason = flapping_because(outage);
    if (reason.empty()) {
        reason = quiet_.reason(now.wall);
        if (!reason.empty()) quiet_.began(outage.id, text.title, outage.began.wall);
    }
    if (!reason.empty()) {
        hold(now.wall, outage.id, text.title, reason);
        return false;
    }
    owner_.emit(effect::Notify{notice_of(now, outage, NoticeKind::outage, std::move(text))});
    return true;
}

void Alerting::recovered(Instant now, const Outage& outage, Nanoseconds length) {
    flaps_.moved(key_of(outage), now.mono);
    auto text = recovery_text(owner_.describe(outage), length);
    const auto quiet = quiet_.reason(now.wall);
    const auto reason = held_because(outage.cause, outage.affected);
    if (outage.cause == Cause::unstable) {
        // "Is stable again" is said when it has been for long enough.
    } else if (!outage.told) {
        quiet_.over(outage.id, length);
        if (outage.announced) {
            const auto flapping = flapping_because(outage);
            hold(now.wall, outage.id, text.title,
                 !flapping.empty() ? flapping
                 : !quiet.empty() && reason.empty()
                     ? quiet
                     : std::string(tr("its outage was not announced either")));
        }
    } else if (!reason.empty() || !quiet.empty()) {
        if (reason.empty()) quiet_.ended(outage.id, text.title, now.wall, length);
        hold(now.wall, outage.id, text.title, reason.empty() ? quiet : reason);
        owner_.emit(effect::Withdraw{outage.id});  // what it says is no longer so
    } else {
        owner_.emit(effect::Notify{notice_of(now, outage, NoticeKind::recovery, std::move(text))});
    }
    over(outage);
}

void Alerting::remark(Instant now, const Outage& outage, NoticeText text) {
    auto reason = held_because(outage.cause, outage.affected);
    if (reason.empty()) {
        reason = quiet_.reason(now.wall);
        if (!reason.empty()) quiet_.remark(text.title, now.wall);
    }
    if (!reason.empty()) {
        hold(now.wall, OutageId(), text.title, reason);
        if (outage.told) owner_.emit(effect::Withdraw{outage.id});
    } else {
        owner_.emit(
            effect::Notify{notice_of(now, outage, NoticeKind::information, std::move(text))});
    }
    quiet_.dropped(outage.id);
    over(outage);
}

void Alerting::dropped(const Outage& outage, bool merged) {
    if (outage.told && outage.cause != Cause::unstable) owner_.emit(effect::Withdraw{outage.id});
    quiet_.dropped(outage.id);
    counted_.erase(outage.id);
    reminders_.erase(outage.id);
    if (!merged) over(outage);
}

void Alerting::over(const Outage& outage) {
    counted_.erase(outage.id);
    reminders_.erase(outage.id);
    std::erase_if(said_, [&](const auto& s) { return std::get<0>(s) == outage.id; });
    std::vector<std::string> names;
    for (const auto id : outage.affected)
        if (const auto* spec = owner_.spec(id)) names.push_back(spec->name);
    mutes_changed_ |= mutes_.recovered(outage.cause, names);
}

void Alerting::inform(Instant now, const FlapWatch::Key& key, NoticeText text) {
    std::vector<TargetId> targets;
    if (key.target.value != 0) targets.push_back(key.target);
    auto reason = held_because(key.cause, targets);
    if (reason.empty()) reason = mutes_.reason_of(Cause::unstable, clock_);
    if (reason.empty()) {
        reason = quiet_.reason(now.wall);
        if (!reason.empty()) quiet_.remark(text.title, now.wall);
    }
    if (!reason.empty()) return hold(now.wall, OutageId(), text.title, reason);
    Notice n;
    n.glance = Glance::degraded;
    n.cause = Cause::unstable;
    n.title = std::move(text.title);
    n.body = std::move(text.body);
    n.targets = std::move(targets);
    n.time = now.wall;
    owner_.emit(effect::Notify{std::move(n)});
}

void Alerting::now_unstable(Instant now, const FlapWatch::Key& key) {
    newly_unstable_ = true;
    const auto* spec = owner_.spec(key.target);
    inform(now, key,
           unstable_text(key.cause, spec == nullptr ? "" : spec->name, flaps_.outages(key),
                         rules_.flap_window));
}

bool Alerting::now_steady(Instant now, const FlapWatch::Key& key, OutageBook& book) {
    const auto open = std::find_if(book.open().begin(), book.open().end(),
                                   [&](const auto& o) { return key_of(o) == key && !o.suspended; });
    // Steadily down is an outage like any other, and told as one.
    if (open != book.open().end()) {
        book.announce_again();
        return true;
    }
    const bool answers = key.target.value == 0 || owner_.state(key.target) == TargetState::up ||
                         owner_.state(key.target) == TargetState::degraded;
    if (answers) {
        const auto* spec = owner_.spec(key.target);
        inform(now, key,
               stable_text(key.cause, spec == nullptr ? "" : spec->name, rules_.flap_window));
    }
    return true;
}

void Alerting::remind(Instant now, const Outage& outage) {
    if (rules_.reminder <= Nanoseconds::zero() || !outage.told) return;
    auto& at = reminders_.try_emplace(outage.id, now.mono + rules_.reminder).first->second;
    if (now.mono < at) return;
    at = now.mono + rules_.reminder;
    if (outage.suspended || outage.cause == Cause::unstable) return;
    auto text = reminder_text(owner_.describe(outage), now.mono - outage.began.mono, clock_);
    auto reason = held_because(outage.cause, outage.affected);
    if (reason.empty()) reason = quiet_.reason(now.wall);
    if (!reason.empty()) return hold(now.wall, outage.id, text.title, reason);
    owner_.emit(effect::Notify{notice_of(now, outage, NoticeKind::outage, std::move(text))});
}

void Alerting::summarise(Instant now, OutageBook& book) {
    if (!quiet_.anything() || quiet_.now(now.wall)) return;
    auto summary = quiet_.take();
    auto reason = held_because(Cause::none, {});
    if (!reason.empty()) return hold(now.wall, OutageId(), summary.title, reason);
    Notice n;
    n.glance = summary.open.empty() ? Glance::up : Glance::down;
    n.title = std::move(summary.title);
    n.body = std::move(summary.body);
    n.time = now.wall;
    owner_.emit(effect::Notify{std::move(n)});
    for (const auto id : summary.open) book.mark_told(id);
}

bool Alerting::update(Instant now, OutageBook& book) {
    if (book.open().empty()) mutes_changed_ |= mutes_.nothing_is_wrong();
    summarise(now, book);
    bool again = std::exchange(newly_unstable_, false);
    for (const auto& key : flaps_.take_steady(now.mono)) again |= now_steady(now, key, book);
    for (const auto& outage : book.open()) remind(now, outage);
    return again;
}

std::optional<MonoTime> Alerting::next_deadline(Instant now) const {
    std::optional<MonoTime> next = flaps_.next_deadline();
    const auto consider = [&](MonoTime at) {
        if (!next || at < *next) next = at;
    };
    const auto consider_wall = [&](const std::optional<WallTime>& at) {
        if (at) consider(now.mono + std::max<Nanoseconds>(*at - now.wall, Nanoseconds::zero()));
    };
    consider_wall(mutes_.next_end());
    // They may have ended between two looks at the clock.
    if (quiet_.anything())
        consider_wall(quiet_.now(now.wall) ? quiet_.next_look(now.wall) : now.wall);
    for (const auto& [id, at] : reminders_) consider(at);
    return next;
}

bool Alerting::unstable(TargetId id) const { return flaps_.unstable({Cause::target_down, id}); }

}  // namespace traypulse
