// The tray icon, whichever way a desktop shows it.
#pragma once

#include "agent/desktop/menu_item.h"
#include "agent/desktop/tray_face.h"

namespace traypulse::ui {

/// GUI thread. Neither call waits for anyone; both may be made at any rate.
class TrayIcon {
 public:
    virtual ~TrayIcon() = default;
    virtual void show(const desktop::TrayFace& face) = 0;
    /// An open menu follows, and stays open.
    virtual void set_menu(const desktop::MenuItem& root) = 0;
};

}  // namespace traypulse::ui
