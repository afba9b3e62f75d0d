// The tray icon as StatusNotifierItem with its D-Bus menu.
#pragma once

#include "agent/desktop/dbus_menu.h"
#include "agent/desktop/status_notifier_item.h"
#include "agent/ui/tray_events.h"
#include "agent/ui/tray_icon.h"

namespace traypulse::ui {

/// There from the moment the bus is, whether or not a host shows it: `host` tells.
class SniTray final : public TrayIcon {
 public:
    SniTray(GDBusConnection* bus, TrayEvents events, std::function<void(bool)> host);
    void show(const desktop::TrayFace& face) override { item_.show(face); }
    void set_menu(const desktop::MenuItem& root) override { menu_.set(root); }

 private:
    desktop::DbusMenu menu_;
    desktop::StatusNotifierItem item_;
};

}  // namespace traypulse::ui
