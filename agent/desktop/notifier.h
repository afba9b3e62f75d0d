// Notifications through org.freedesktop.Notifications, never waiting for the daemon.
#pragma once

#include <functional>
#include <string>

#include "agent/desktop/notification_table.h"
#include "agent/desktop/session_bus.h"

namespace traypulse::desktop {

/// Main context's thread.
class Notifier {
 public:
    struct Events {
        /// A button was pressed, or the notification itself ("default").
        std::function<void(const std::string& key, const std::string& action)> action;
        std::function<void(const std::string& key, ClosedReason reason)> closed;
    };
    Notifier(GDBusConnection* bus, std::string application, Events events);
    ~Notifier();
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    /// Shown as soon as a daemon takes it; one with the same key is replaced in place.
    void show(Notification notification);
    void withdraw(const std::string& key);
    /// At the end of the program: what is said to last, and buttons that nobody would answer.
    void withdraw_ongoing();

 private:
    void run(NotificationTable::Steps steps);
    void ask_abilities();
    void send(const NotificationTable::Send& s);
    void signal(const char* name, GVariant* args);

    Connection bus_;
    std::string application_;
    Events events_;
    NotificationTable table_;
    Life life_ = make_life();
    guint watch_ = 0;
    guint signals_ = 0;
};

}  // namespace traypulse::desktop
