// The tray icon through wxTaskBarIcon: XEmbed on X11, where no StatusNotifier host is.
#pragma once

#include <memory>

#include "agent/ui/tray_events.h"
#include "agent/ui/tray_icon.h"
#include "agent/ui/x_error_trap.h"

namespace traypulse::ui {

class XembedTray final : public TrayIcon {
 public:
    explicit XembedTray(TrayEvents events);
    ~XembedTray() override;
    XembedTray(const XembedTray&) = delete;
    XembedTray& operator=(const XembedTray&) = delete;

    void show(const desktop::TrayFace& face) override;
    void set_menu(const desktop::MenuItem& root) override;

    /// The tray ended at a moment that GTK does not notice: this one will never be seen again.
    bool lost() { return trap_.caught(); }

    /// Whether there is a system tray that would take it. Asks the X server, nobody else.
    static bool available();

 private:
    class Icon;
    // GTK docks the icon by asking for events of the tray's own window, which may have ended since
    // GTK looked it up.
    XErrorTrap trap_;
    Icon* icon_;  // wxTaskBarIcon must be ended by its own Destroy()
};

}  // namespace traypulse::ui
