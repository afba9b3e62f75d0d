// Light or dark, as a person wants our windows.
#pragma once

#include <cstdint>
#include <functional>

#include "agent/ui/display.h"

namespace traypulse::ui {

/// GUI thread. Of all windows, those that are open, too; the desktop's own wish where the theme is
/// Theme::system. GTK_THEME in the environment wins.
void apply_theme(Theme theme);

/// What the desktop says beside the name of its theme; counts where the theme is Theme::system.
enum class DesktopScheme : std::uint8_t { unsaid, light, dark };
void set_desktop_scheme(DesktopScheme scheme);

/// `changed` is called after the colours of the windows have changed, whoever did it; all windows
/// have had their wxEVT_SYS_COLOUR_CHANGED by then. One at a time; an empty one ends it.
void follow_theme(std::function<void()> changed);

}  // namespace traypulse::ui
