#include "agent/ui/appearance.h"

#include <gio/gio.h>
#include <gtk/gtk.h>

#include <string_view>

#include "agent/ui/theme.h"

namespace traypulse::ui {
namespace {

constexpr const char* kPortal = "org.freedesktop.portal.Desktop";
constexpr const char* kPortalPath = "/org/freedesktop/portal/desktop";
constexpr const char* kSettings = "org.freedesktop.portal.Settings";
constexpr const char* kAppearance = "org.freedesktop.appearance";
constexpr const char* kScheme = "color-scheme";
constexpr const char* kMotion = "reduced-motion";

void apply_motion(bool reduced) {
    GtkSettings* settings = gtk_settings_get_default();
    if (settings == nullptr) return;
    if (reduced)
        g_object_set(settings, "gtk-enable-animations", FALSE, nullptr);
    else
        gtk_settings_reset_property(settings, "gtk-enable-animations");
}

void learn(std::string_view key, GVariant* value) {
    if (!g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32)) return;
    const auto number = g_variant_get_uint32(value);
    if (key == kScheme)
        set_desktop_scheme(number == 1   ? DesktopScheme::dark
                           : number == 2 ? DesktopScheme::light
                                         : DesktopScheme::unsaid);
    if (key == kMotion) apply_motion(number == 1);
}

/// Read() wraps its value twice; newer portals' other methods do so once.
void learn_wrapped(const char* key, GVariant* value) {
    while (g_variant_is_of_type(value, G_VARIANT_TYPE_VARIANT)) {
        GVariant* inner = g_variant_get_variant(value);
        g_variant_unref(value);
        value = inner;
    }
    learn(key, value);
    g_variant_unref(value);
}

void changed(GDBusConnection*, const char*, const char*, const char*, const char*, GVariant* args,
             void*) {
    if (!g_variant_is_of_type(args, G_VARIANT_TYPE("(ssv)"))) return;
    const char* space = nullptr;
    const char* key = nullptr;
    GVariant* value = nullptr;
    g_variant_get(args, "(&s&sv)", &space, &key, &value);
    if (std::string_view(space) == kAppearance) learn(key, value);
    g_variant_unref(value);
}

void ask(GDBusConnection* bus, const char* key) {
    g_dbus_connection_call(
        bus, kPortal, kPortalPath, kSettings, "Read", g_variant_new("(ss)", kAppearance, key),
        G_VARIANT_TYPE("(v)"), G_DBUS_CALL_FLAGS_NONE, -1, nullptr,
        +[](GObject* from, GAsyncResult* result, void* data) {
            GVariant* answer =
                g_dbus_connection_call_finish(G_DBUS_CONNECTION(from), result, nullptr);
            if (answer == nullptr) return;  // no portal, or one that does not know the key
            learn_wrapped(static_cast<const char*>(data), g_variant_get_child_value(answer, 0));
            g_variant_unref(answer);
        },
        const_cast<char*>(key));
}

}  // namespace

void follow_appearance(GDBusConnection* bus) {
    g_dbus_connection_signal_subscribe(bus, kPortal, kSettings, "SettingChanged", kPortalPath,
                                       kAppearance, G_DBUS_SIGNAL_FLAGS_NONE, changed, nullptr,
                                       nullptr);
    ask(bus, kScheme);
    ask(bus, kMotion);
}

}  // namespace traypulse::ui
