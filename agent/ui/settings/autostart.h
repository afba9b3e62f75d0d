// The start at login, which is the desktop's matter and no setting of the configuration. Without
// wx.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shared/result.h"

namespace traypulse::ui {

/// Entries of that name, as the Desktop Application Autostart Specification 0.5 has them: the
/// person's own hides those of the system, and one that says Hidden=true starts nothing.
struct AutostartPlaces {
    std::string own;                  ///< $XDG_CONFIG_HOME/autostart/traypulse.desktop
    std::vector<std::string> system;  ///< the same below $XDG_CONFIG_DIRS, the most important first
    std::string program;              ///< what an entry of the person's own is to start
};

/// `variable` is getenv(3). Where neither XDG_CONFIG_HOME nor HOME says anything `own` is empty,
/// and nothing can be switched. An empty `program` stands for the one in PATH.
AutostartPlaces autostart_places(
    const std::function<std::optional<std::string>(const char*)>& variable, std::string program);

/// Whether a desktop starts Traypulse when the person logs in. Reads files.
bool starts_at_login(const AutostartPlaces& places);

/// Switches it for this person. What others have written into an entry stays; an entry that only
/// hid the system's goes away again.
Status start_at_login(const AutostartPlaces& places, bool wanted);

}  // namespace traypulse::ui
