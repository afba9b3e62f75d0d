// Light or dark, still or moving, as the desktop's settings portal says it
// (org.freedesktop.appearance): GTK 3 itself knows only of themes.
#pragma once

using GDBusConnection = struct _GDBusConnection;

namespace traypulse::ui {

/// GUI thread, once a connection. Asks without waiting, and follows what is changed while we run:
/// `color-scheme` goes to set_desktop_scheme(), `reduced-motion` ends GTK's animations (we have
/// none of our own). Without a portal nothing changes.
void follow_appearance(GDBusConnection* bus);

}  // namespace traypulse::ui
