// The tray icon on the bus: org.kde.StatusNotifierItem.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/desktop/exported_object.h"
#include "agent/desktop/pixmap.h"
#include "agent/desktop/tray_face.h"

namespace traypulse::desktop {

/// Main context's thread. Registers with each watcher that appears, so it survives a panel's
/// restart.
class StatusNotifierItem final : public ObjectHandler {
 public:
    struct Events {
        std::function<void()> activated;  ///< primary click; some hosts never send it
        std::function<void(bool)>
            host;  ///< whether someone shows the icon; on every change, and once at first
    };
    /// `menu_path`: where a DbusMenu is exported on the same connection, before this is made.
    StatusNotifierItem(GDBusConnection* bus, std::string id, std::string title,
                       std::string menu_path, Events events);
    ~StatusNotifierItem() override;

    /// Signals only what differs from the last face.
    void show(TrayFace face);

    void method_called(const char* method, GVariant* args,
                       GDBusMethodInvocation* invocation) override;
    GVariant* property(const char* name) override;

 private:
    void watcher_appeared();
    void watcher_vanished();
    void ask_for_host();
    void watcher_signal(const char* signal, GVariant* args);
    void set_host(bool present);

    Connection bus_;
    std::string id_;
    std::string title_;
    std::string menu_path_;
    Events events_;
    TrayFace face_;
    std::optional<bool> host_;
    Life life_ = make_life();  ///< ends calls to a watcher that is gone
    ExportedObject object_;
    guint watch_ = 0;
    guint signals_ = 0;
};

}  // namespace traypulse::desktop
