#include "agent/desktop/status_notifier_item.h"

#include <cstring>
#include <string_view>
#include <utility>

#include "agent/desktop/markup.h"

namespace traypulse::desktop {
namespace {

constexpr char kItemInterface[] = R"(<node><interface name='org.kde.StatusNotifierItem'>
<property name='Category' type='s' access='read'/><property name='Id' type='s' access='read'/>
<property name='Title' type='s' access='read'/><property name='Status' type='s' access='read'/>
<property name='WindowId' type='i' access='read'/><property name='ItemIsMenu' type='b' access='read'/>
<property name='Menu' type='o' access='read'/><property name='IconThemePath' type='s' access='read'/>
<property name='IconName' type='s' access='read'/>
<property name='IconPixmap' type='a(iiay)' access='read'/>
<property name='OverlayIconName' type='s' access='read'/>
<property name='OverlayIconPixmap' type='a(iiay)' access='read'/>
<property name='AttentionIconName' type='s' access='read'/>
<property name='AttentionIconPixmap' type='a(iiay)' access='read'/>
<property name='AttentionMovieName' type='s' access='read'/>
<property name='ToolTip' type='(sa(iiay)ss)' access='read'/>
<method name='ContextMenu'><arg type='i' name='x' direction='in'/><arg type='i' name='y' direction='in'/></method>
<method name='Activate'><arg type='i' name='x' direction='in'/><arg type='i' name='y' direction='in'/></method>
<method name='SecondaryActivate'><arg type='i' name='x' direction='in'/><arg type='i' name='y' direction='in'/></method>
<method name='Scroll'><arg type='i' name='delta' direction='in'/><arg type='s' name='orientation' direction='in'/></method>
<method name='ProvideXdgActivationToken'><arg type='s' name='token' direction='in'/></method>
<signal name='NewTitle'/><signal name='NewIcon'/><signal name='NewAttentionIcon'/>
<signal name='NewOverlayIcon'/><signal name='NewToolTip'/>
<signal name='NewStatus'><arg type='s' name='status'/></signal>
</interface></node>)";

constexpr auto kItemPath = "/StatusNotifierItem";
constexpr auto kWatcher = "org.kde.StatusNotifierWatcher";
constexpr auto kWatcherPath = "/StatusNotifierWatcher";

/// A watcher answers within a frame or two; after this the fallback is shown. Should it answer yet,
/// its signal brings the icon back (watcher_signal).
constexpr int kWatcherTimeoutMs = 3000;

GVariant* pixmaps(const std::vector<Pixmap>& all) {
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(iiay)"));
    for (const auto& pixmap : all) {
        const auto bytes = argb_network_order(pixmap);
        g_variant_builder_add(
            &builder, "(ii@ay)", pixmap.width, pixmap.height,
            g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, bytes.data(), bytes.size(), 1));
    }
    return g_variant_builder_end(&builder);
}

}  // namespace

StatusNotifierItem::StatusNotifierItem(GDBusConnection* bus, std::string id, std::string title,
                                       std::string menu_path, Events events)
    : bus_(static_cast<GDBusConnection*>(g_object_ref(bus))),
      id_(std::move(id)),
      title_(std::move(title)),
      menu_path_(std::move(menu_path)),
      events_(std::move(events)),
      object_(bus, kItemPath, kItemInterface, *this) {
    signals_ = g_dbus_connection_signal_subscribe(
        bus, kWatcher, kWatcher, nullptr, kWatcherPath, nullptr, G_DBUS_SIGNAL_FLAGS_NONE,
        [](GDBusConnection*, const gchar*, const gchar*, const gchar*, const gchar* signal,
           GVariant* args,
           gpointer self) { static_cast<StatusNotifierItem*>(self)->watcher_signal(signal, args); },
        this, nullptr);
    watch_ = g_bus_watch_name_on_connection(
        bus, kWatcher, G_BUS_NAME_WATCHER_FLAGS_NONE,
        [](GDBusConnection*, const gchar*, const gchar*, gpointer self) {
            static_cast<StatusNotifierItem*>(self)->watcher_appeared();
        },
        [](GDBusConnection*, const gchar*, gpointer self) {
            static_cast<StatusNotifierItem*>(self)->watcher_vanished();
        },
        this, nullptr);
}

StatusNotifierItem::~StatusNotifierItem() {
    g_bus_unwatch_name(watch_);
    g_dbus_connection_signal_unsubscribe(bus_.get(), signals_);
}

void StatusNotifierItem::show(TrayFace face) {
    const TrayFace before = std::exchange(face_, std::move(face));
    if (before.icons != face_.icons) object_.emit("NewIcon", nullptr);
    if (before.tip != face_.tip || before.tip_details != face_.tip_details)
        object_.emit("NewToolTip", nullptr);
}

void StatusNotifierItem::watcher_appeared() {
    life_ = make_life();
    // By path, that is under the connection's unique name: giving up a name of its own would be a
    // blocking call to the bus (g_bus_unown_name).
    call(bus_.get(), {kWatcher, kWatcherPath, kWatcher, "RegisterStatusNotifierItem"},
         g_variant_new("(s)", kItemPath), kWatcherTimeoutMs, life_,
         [this](const Result<Variant>& reply) {
             if (reply) return ask_for_host();
             set_host(false);
         });
}

void StatusNotifierItem::watcher_vanished() {
    life_.reset();
    set_host(false);
}

void StatusNotifierItem::ask_for_host() {
    call(bus_.get(), {kWatcher, kWatcherPath, "org.freedesktop.DBus.Properties", "Get"},
         g_variant_new("(ss)", kWatcher, "IsStatusNotifierHostRegistered"), kWatcherTimeoutMs,
         life_, [this](const Result<Variant>& reply) {
             bool present = true;  // a watcher without the property has taken the item all the same
             if (reply) {
                 const Variant boxed(g_variant_get_child_value(reply.value().get(), 0));
                 const Variant value(g_variant_get_variant(boxed.get()));
                 if (g_variant_is_of_type(value.get(), G_VARIANT_TYPE_BOOLEAN))
                     present = g_variant_get_boolean(value.get()) != FALSE;
             }
             set_host(present);
         });
}

void StatusNotifierItem::watcher_signal(const char* signal, GVariant* args) {
    if (std::strcmp(signal, "StatusNotifierHostRegistered") == 0) return set_host(true);
    if (std::strcmp(signal, "StatusNotifierHostUnregistered") == 0) return ask_for_host();
    if (std::strcmp(signal, "StatusNotifierItemRegistered") != 0 || host_.value_or(false)) return;
    if (!g_variant_is_of_type(args, G_VARIANT_TYPE("(s)"))) return;
    const char* item = nullptr;
    g_variant_get(args, "(&s)", &item);
    // Some watchers name the item with its path ("name/path", "name@/path"), some without.
    const std::string_view own = g_dbus_connection_get_unique_name(bus_.get());
    const std::string_view named = item;
    if (named.substr(0, named.find_first_of("/@")) == own) ask_for_host();
}

void StatusNotifierItem::set_host(bool present) {
    if (host_ == present) return;
    host_ = present;
    if (events_.host) events_.host(present);
}

void StatusNotifierItem::method_called(const char* method, GVariant*,
                                       GDBusMethodInvocation* invocation) {
    const bool activate = std::strcmp(method, "Activate") == 0;
    g_dbus_method_invocation_return_value(invocation, nullptr);
    if (activate && events_.activated) events_.activated();
}

GVariant* StatusNotifierItem::property(const char* name) {
    const std::string_view wanted = name;
    if (wanted == "Category") return g_variant_new_string("ApplicationStatus");
    if (wanted == "Id") return g_variant_new_string(id_.c_str());
    if (wanted == "Title") return g_variant_new_string(title_.c_str());
    // Never Passive: most hosts hide the icon then.
    if (wanted == "Status") return g_variant_new_string("Active");
    if (wanted == "WindowId") return g_variant_new_int32(0);
    if (wanted == "ItemIsMenu") return g_variant_new_boolean(FALSE);
    if (wanted == "Menu") return g_variant_new_object_path(menu_path_.c_str());
    if (wanted == "IconPixmap") return pixmaps(face_.icons);
    if (wanted == "OverlayIconPixmap" || wanted == "AttentionIconPixmap") return pixmaps({});
    // The title is plain text to hosts, the rest is markup (KDE's specification, xfce4-panel).
    if (wanted == "ToolTip")
        return g_variant_new("(s@a(iiay)ss)", "", pixmaps({}), face_.tip.c_str(),
                             escape_markup(face_.tip_details).c_str());
    return g_variant_new_string("");
}

}  // namespace traypulse::desktop
