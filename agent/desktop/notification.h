// A notification as a desktop shows it. Plain value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/desktop/pixmap.h"

namespace traypulse::desktop {

/// The values of org.freedesktop.Notifications.
enum class Urgency : std::uint8_t { low = 0, normal = 1, critical = 2 };

struct Action {
    std::string key;  ///< "default" is a click on the notification itself
    std::string label;
    bool operator==(const Action&) const = default;
};

struct Notification {
    std::string key;  ///< ours: a later one with the same key replaces this one in place
    std::string summary;
    std::string body;  ///< plain text
    Urgency urgency = Urgency::normal;
    std::string category;  ///< "network.error", … (the specification's list)
    std::vector<Action> actions;
    Pixmap image;
    /// Still true until replaced: shown again by a notification daemon that comes new.
    bool ongoing = false;
    bool operator==(const Notification&) const = default;
};

/// Why it is gone; the values of the signal NotificationClosed.
enum class ClosedReason : std::uint8_t { expired = 1, dismissed = 2, by_us = 3, undefined = 4 };

}  // namespace traypulse::desktop
