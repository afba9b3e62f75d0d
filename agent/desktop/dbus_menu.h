// The menu on the bus: com.canonical.dbusmenu from a tree of values.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "agent/desktop/exported_object.h"
#include "agent/desktop/menu_item.h"

namespace traypulse::desktop {

/// Main context's thread. Give it the whole tree each time; it tells the host only what changed:
/// properties wherever that is enough, so that an open menu stays open and still.
class DbusMenu final : public ObjectHandler {
 public:
    /// `clicked` gets the item's id, after the host has had its answer.
    DbusMenu(GDBusConnection* bus, const std::string& path, std::function<void(int)> clicked);

    /// `root` itself is not shown, its children are. Lines that come or go wait while the menu may
    /// be open: until a click, until it opens next, or kMaxOpen (few hosts tell when it closes).
    void set(MenuItem root);

    void method_called(const char* method, GVariant* args,
                       GDBusMethodInvocation* invocation) override;
    GVariant* property(const char* name) override;

 private:
    void answer_layout(GVariant* args, GDBusMethodInvocation* invocation);
    void answer_group_properties(GVariant* args, GDBusMethodInvocation* invocation);
    void answer_property(GVariant* args, GDBusMethodInvocation* invocation);
    void answer_event_group(GVariant* args, GDBusMethodInvocation* invocation);
    void show(MenuItem root);
    void about_to_show();
    [[nodiscard]] bool may_be_open() const;
    void event(int id, const std::string& what);

    std::function<void(int)> clicked_;
    MenuItem wanted_;
    MenuItem root_;                    ///< as shown
    std::optional<gint64> opened_at_;  ///< g_get_monotonic_time; empty: known to be closed
    guint revision_ = 1;
    ExportedObject object_;
};

/// A label as dbusmenu wants it: an underscore would mark a mnemonic, so it is doubled.
std::string dbusmenu_label(const std::string& plain);

}  // namespace traypulse::desktop
