#include "agent/ui/notice_model.h"

#include <charconv>
#include <string_view>

#include "agent/translations/translate.h"

namespace traypulse::ui {
namespace {

using desktop::Action;
using desktop::Urgency;
using namespace std::chrono_literals;

constexpr std::string_view kDefault = "default";
constexpr std::string_view kWhyKey = "why";
constexpr std::string_view kMuteKey = "mute";
/// The target is in the key itself: it still means the same after anything was restarted.
constexpr std::string_view kPausePrefix = "pause:";
constexpr std::string_view kMutePrefix = "mute:";

Urgency urgency_of(const Notice& notice) {
    if (notice.kind != NoticeKind::outage) return Urgency::normal;
    const bool hard = notice.glance == Glance::down || notice.glance == Glance::no_link;
    return hard ? Urgency::critical : Urgency::normal;
}

std::string category_of(const Notice& notice) {
    switch (notice.kind) {
        case NoticeKind::outage:
            return "network.error";
        case NoticeKind::recovery:
            return "network.connected";
        case NoticeKind::withdrawal:
        case NoticeKind::information:
            break;
    }
    return "network";
}

bool is_one_targets_own(const Notice& notice) {
    return notice.targets.size() == 1 &&
           (notice.cause == Cause::target_down || notice.cause == Cause::target_blocks_icmp ||
            notice.cause == Cause::unstable);
}

std::vector<Action> actions_of(const Notice& notice) {
    std::vector<Action> out{{std::string(kDefault), tr("Open")}};
    if (notice.kind != NoticeKind::outage) return out;
    out.push_back({std::string(kWhyKey), tr("Why?")});
    if (!is_one_targets_own(notice)) {
        out.push_back({std::string(kMuteKey), tr("Mute 1 h")});
        return out;
    }
    const auto target = std::to_string(notice.targets.front().value);
    out.push_back({std::string(kMutePrefix) + target, tr("Mute until recovered")});
    out.push_back({std::string(kPausePrefix) + target, tr("Pause this target")});
    return out;
}

/// The target that such a key means.
std::optional<TargetId> target_behind(std::string_view prefix, std::string_view key) {
    if (!key.starts_with(prefix)) return std::nullopt;
    const auto digits = key.substr(prefix.size());
    std::uint32_t id = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
    if (error != std::errc{} || end != digits.data() + digits.size() || id == 0)
        return std::nullopt;
    return TargetId(id);
}

}  // namespace

desktop::Notification notification_of(const Notice& notice, std::uint64_t serial) {
    desktop::Notification out;
    out.key = notice.outage.value != 0 ? "outage-" + std::to_string(notice.outage.value)
                                       : "information-" + std::to_string(serial);
    out.summary = notice.title;
    out.body = notice.body;
    out.urgency = urgency_of(notice);
    out.category = category_of(notice);
    out.actions = actions_of(notice);
    out.ongoing = notice.kind == NoticeKind::outage;
    return out;
}

std::optional<UiAction> notification_action(const std::string& action_key) {
    const std::string_view key = action_key;
    if (key == kDefault) return OpenWindow{};
    if (key == kWhyKey) return ShowWhy{};
    if (key == kMuteKey) return Command{command::Mute{1h}};
    if (const auto target = target_behind(kPausePrefix, key))
        return Command{command::PauseTarget{*target, std::nullopt}};
    if (const auto target = target_behind(kMutePrefix, key))
        return Command{command::MuteTarget{*target, std::nullopt}};
    return std::nullopt;
}

}  // namespace traypulse::ui
