// From what the engine has to say to what a desktop shows, and back from its buttons. Pure.
#pragma once

#include <optional>
#include <string>

#include "agent/desktop/notification.h"
#include "agent/engine/notice.h"
#include "agent/ui/action.h"

namespace traypulse::ui {

/// All but the picture. Notices of one outage share a key, so that the later replaces the earlier;
/// `serial` tells apart those that belong to none.
desktop::Notification notification_of(const Notice& notice, std::uint64_t serial);

/// What a button of such a notification asks for; empty for a button that is not ours.
std::optional<UiAction> notification_action(const std::string& action_key);

}  // namespace traypulse::ui
