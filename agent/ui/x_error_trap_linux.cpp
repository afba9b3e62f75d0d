#include <gdk/gdkx.h>

#include "agent/ui/x_error_trap.h"

namespace traypulse::ui {

XErrorTrap::XErrorTrap() : set_(GDK_IS_X11_DISPLAY(gdk_display_get_default())) {
    if (set_) gdk_x11_display_error_trap_push(gdk_display_get_default());
}

XErrorTrap::~XErrorTrap() {
    if (set_) gdk_x11_display_error_trap_pop_ignored(gdk_display_get_default());
}

bool XErrorTrap::caught() {
    if (!set_) return false;
    GdkDisplay* display = gdk_display_get_default();
    const int code = gdk_x11_display_error_trap_pop(display);
    gdk_x11_display_error_trap_push(display);
    return code != 0;
}

}  // namespace traypulse::ui
