#include "agent/ui/menu_model.h"

#include <algorithm>
#include <map>
#include <vector>

#include "agent/translations/translate.h"

namespace traypulse::ui {
namespace {

using desktop::MenuItem;
using namespace std::chrono_literals;

/// Fixed items. From kTargets on, every fourth number is a target's line in the list, the next one
/// the same target's line on top, then a group's submenu, then the target's line among the mutes:
/// numbers that never meet.
enum Id : int {
    kRoot = 0,
    kHeadline = 1,
    kAfterHeadline,
    kAfterBroken,
    kAfterTargets,
    kWhy,
    kPause,
    kPause15Minutes,
    kPause1Hour,
    kPauseUntilResumed,
    kResume,
    kMute,
    kMute1Hour,
    kMuteUntilTomorrow,
    kMuteUntilRecovered,
    kUnmute,
    kAfterQuiet,
    kOpenWindow,
    kReport,
    kSettings,
    kAbout,
    kQuit,
    kTargets = 1000,
};

constexpr int kIdsEach = 4;
int listed_id(TargetId id) { return kTargets + kIdsEach * static_cast<int>(id.value); }
int on_top_id(TargetId id) { return listed_id(id) + 1; }
int group_id(std::size_t ordinal) { return kTargets + kIdsEach * static_cast<int>(ordinal) + 2; }
int mute_id(TargetId id) { return listed_id(id) + 3; }

MenuItem item(int id, std::string label, bool visible = true) {
    MenuItem out;
    out.id = id;
    out.label = std::move(label);
    out.visible = visible;
    return out;
}

MenuItem separator(int id, bool visible = true) {
    auto out = item(id, "", visible);
    out.kind = MenuItem::Kind::separator;
    return out;
}

/// Names on the left, values flush right, as far as spaces can do it: D-Bus menus have no columns.
class Columns {
 public:
    Columns(const Measure& measure, const std::vector<TargetView>& targets, WallTime now)
        : measure_(measure), space_(std::max(1, measure(" "))) {
        // Room for the longest ordinary value, so that the column stays where it is.
        int values = measure(tr("down {0}", tr("{0} min", 59)));
        int names = 0;
        for (const auto& t : targets) {
            names = std::max(names, measure(t.name));
            values = std::max(values, measure(words::target_value(t, now)));
        }
        width_ = names + kGap * space_ + values;
    }
    [[nodiscard]] std::string row(const std::string& name, const std::string& value) const {
        const int room = width_ - measure_(name) - measure_(value);
        const int spaces = std::max(kGap, (room + space_ / 2) / space_);
        return name + std::string(static_cast<std::size_t>(spaces), ' ') + value;
    }

 private:
    static constexpr int kGap = 4;  ///< spaces at least, so that name and value read as two things
    const Measure& measure_;
    int space_;
    int width_ = 0;
};

bool is_broken(const TargetView& t) {
    return t.enabled && (t.state == TargetState::down || t.state == TargetState::degraded);
}

bool something_is_wrong(const Snapshot& s) {
    return s.verdict.cause != Cause::none || s.verdict.glance == Glance::down ||
           s.verdict.glance == Glance::degraded || s.verdict.glance == Glance::no_link ||
           (s.verdict.glance == Glance::unknown && !s.verdict.reason.empty());
}

MenuItem pause_menu(bool visible) {
    auto out = item(kPause, tr("Pause all"), visible);
    out.children = {item(kPause15Minutes, tr("15 minutes")), item(kPause1Hour, tr("1 hour")),
                    item(kPauseUntilResumed, tr("Until resumed"))};
    return out;
}

/// Everything, and each target that is down: that one alone, until it has recovered.
MenuItem mute_menu(const Snapshot& s) {
    auto out = item(kMute, tr("Mute notifications"), !s.muted);
    out.children = {item(kMute1Hour, tr("1 hour")), item(kMuteUntilTomorrow, tr("Until tomorrow")),
                    item(kMuteUntilRecovered, tr("Until recovered"))};
    for (const auto& t : s.targets) {
        const bool offered = t.muted || (t.enabled && t.state == TargetState::down);
        out.children.push_back(item(
            mute_id(t.id),
            t.muted ? tr("Unmute {0}", t.name) : tr("Mute {0} until recovered", t.name), offered));
    }
    return out;
}

void add_tail(MenuItem& root) {
    auto& c = root.children;
    c.push_back(separator(kAfterQuiet));
    c.push_back(item(kOpenWindow, tr("Open Traypulse")));
    c.push_back(item(kReport, tr("Save a report…")));
    c.push_back(item(kSettings, tr("Settings…")));
    c.push_back(item(kAbout, tr("About Traypulse")));
    c.push_back(item(kQuit, tr("Quit")));
}

std::optional<UiAction> fixed_action(int id) {
    using namespace command;
    switch (id) {
        case kHeadline:
        case kOpenWindow:
            return OpenWindow{};
        case kWhy:
            return ShowWhy{};
        case kPause15Minutes:
            return Command{PauseAll{15min}};
        case kPause1Hour:
            return Command{PauseAll{1h}};
        case kPauseUntilResumed:
            return Command{PauseAll{std::nullopt}};
        case kResume:
            return Command{ResumeAll{}};
        case kMute1Hour:
            return Command{Mute{1h}};
        case kMuteUntilTomorrow:
            return MuteUntilTomorrow{};
        case kMuteUntilRecovered:
            return Command{Mute{std::nullopt}};
        case kUnmute:
            return Command{Unmute{}};
        case kReport:
            return SaveReport{};
        case kSettings:
            return ShowSettings{};
        case kAbout:
            return ShowAbout{};
        case kQuit:
            return QuitAll{};
        default:
            return std::nullopt;
    }
}

}  // namespace

bool is_ticked(const TargetView& target, const Snapshot& snapshot) {
    return target.enabled && (snapshot.paused_all || target.state != TargetState::paused);
}

Command toggle(const TargetView& target, const Snapshot& snapshot) {
    if (is_ticked(target, snapshot)) return command::SetEnabled{target.id, false};
    if (target.enabled) return command::ResumeTarget{target.id};  // paused, not switched off
    return command::SetEnabled{target.id, true};
}

void MenuModel::add_targets(MenuItem& root, const Snapshot& s) const {
    const Columns columns(measure_, s.targets, s.taken);
    const auto row = [&](const TargetView& t, int id) {
        auto out = item(id, columns.row(t.name, words::target_value(t, s.taken)));
        out.kind = MenuItem::Kind::check;
        out.checked = is_ticked(t, s);
        return out;
    };
    if (s.targets.size() <= kMaxFlatTargets) {
        for (const auto& t : s.targets) root.children.push_back(row(t, listed_id(t.id)));
        return;
    }
    bool any_broken = false;
    for (const auto& t : s.targets) {
        root.children.push_back(row(t, on_top_id(t.id)));
        root.children.back().visible = is_broken(t);
        any_broken |= is_broken(t);
    }
    root.children.push_back(separator(kAfterBroken, any_broken));
    std::map<std::string, std::size_t> place;  // of a group's submenu among the root's children
    for (const auto& t : s.targets) {
        const std::string group = t.group.empty() ? tr("Other targets") : t.group;
        const auto [it, is_new] = place.try_emplace(group, root.children.size());
        if (is_new) root.children.push_back(item(group_id(place.size()), group));
        root.children[it->second].children.push_back(row(t, listed_id(t.id)));
    }
}

MenuItem MenuModel::build(const Snapshot& s) const {
    MenuItem root;
    auto& c = root.children;
    c.push_back(item(kHeadline, words::headline(s)));
    c.push_back(separator(kAfterHeadline));
    add_targets(root, s);
    c.push_back(separator(kAfterTargets, !s.targets.empty()));
    c.push_back(item(kWhy, tr("Why…"), something_is_wrong(s)));
    c.push_back(pause_menu(!s.paused_all));
    c.push_back(item(kResume,
                     s.paused_until ? tr("Resume (paused until {0})", clock_(*s.paused_until))
                                    : std::string(tr("Resume")),
                     s.paused_all));
    c.push_back(mute_menu(s));
    c.push_back(item(kUnmute,
                     s.muted_until ? tr("Unmute (muted until {0})", clock_(*s.muted_until))
                                   : std::string(tr("Unmute (muted until recovered)")),
                     s.muted));
    add_tail(root);
    return root;
}

MenuItem MenuModel::build_empty() const {
    MenuItem root;
    root.children = {item(kHeadline, tr("Starting…"))};
    add_tail(root);
    return root;
}

std::optional<UiAction> MenuModel::action(int id, const Snapshot* snapshot) {
    if (id < kTargets) return fixed_action(id);
    if (!snapshot) return std::nullopt;
    if ((id - kTargets) % kIdsEach == 2) return std::nullopt;  // a group
    const TargetId target(static_cast<std::uint32_t>((id - kTargets) / kIdsEach));
    const auto* view = snapshot->find(target);
    if (!view) return std::nullopt;
    if (id != mute_id(target)) return toggle(*view, *snapshot);
    if (view->muted) return Command{command::UnmuteTarget{target}};
    return Command{command::MuteTarget{target, std::nullopt}};
}

}  // namespace traypulse::ui
