// Windows of other programs vanish at any moment; that must not end this one.
#pragma once

namespace traypulse::ui {

/// While one lives, X errors of this program's requests are passed over; without, GDK ends the
/// program at the first. GTK's thread. Does nothing on Wayland. gdk_x11_display_error_trap_push().
class XErrorTrap {
 public:
    XErrorTrap();
    ~XErrorTrap();
    XErrorTrap(const XErrorTrap&) = delete;
    XErrorTrap& operator=(const XErrorTrap&) = delete;

    /// Whether there was one since the start or the last call. Waits for the X server's answer.
    bool caught();

 private:
    bool set_ = false;
};

}  // namespace traypulse::ui
