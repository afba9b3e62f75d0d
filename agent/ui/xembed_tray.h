// The tray icon through wxTaskBarIcon: XEmbed on X11, where no StatusNotifier host is.
#pragma once

#include <memory>

#include "agent/ui/tray_events.h"
#include "agent/ui/tray_icon.h"

namespace traypulse::ui {

class XembedTray final : public TrayIcon {
 public:
    explicit XembedTray(TrayEvents events);
    ~XembedTray() override;
    XembedTray(const XembedTray&) = delete;
    XembedTray& operator=(const XembedTray&) = delete;

    void show(const desktop::TrayFace& face) override;
    void set_menu(const desktop::MenuItem& root) override;

    /// Whether there is a system tray that would take it. Asks the X server, nobody else.
    static bool available();

 private:
    class Icon;
    Icon* icon_;  // wxTaskBarIcon must be ended by its own Destroy()
};

}  // namespace traypulse::ui
