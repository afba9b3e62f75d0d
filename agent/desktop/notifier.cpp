#include "agent/desktop/notifier.h"

#include <cstring>
#include <string_view>
#include <utility>

#include "agent/desktop/markup.h"

namespace traypulse::desktop {
namespace {

constexpr auto kService = "org.freedesktop.Notifications";
constexpr auto kNotificationsPath = "/org/freedesktop/Notifications";

/// How long it stays is the person's setting in the daemon.
constexpr gint32 kDaemonDecides = -1;

void add_hint(GVariantBuilder* hints, const char* key, GVariant* value) {
    g_variant_builder_add(hints, "{sv}", key, value);
}

GVariant* image_data(const Pixmap& image) {
    constexpr gint32 kBitsPerSample = 8;
    constexpr gint32 kChannels = 4;
    return g_variant_new(
        "(iiibii@ay)", image.width, image.height, image.width * kChannels, TRUE, kBitsPerSample,
        kChannels,
        g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, image.rgba.data(), image.rgba.size(), 1));
}

GVariant* hints_of(const Notification& n, const std::string& application) {
    GVariantBuilder hints;
    g_variant_builder_init(&hints, G_VARIANT_TYPE("a{sv}"));
    add_hint(&hints, "urgency", g_variant_new_byte(static_cast<guchar>(n.urgency)));
    add_hint(&hints, "desktop-entry", g_variant_new_string(application.c_str()));
    if (!n.category.empty()) add_hint(&hints, "category", g_variant_new_string(n.category.c_str()));
    if (!n.image.empty()) add_hint(&hints, "image-data", image_data(n.image));
    return g_variant_builder_end(&hints);
}

GVariant* actions_of(const Notification& n, bool supported) {
    GVariantBuilder actions;
    g_variant_builder_init(&actions, G_VARIANT_TYPE("as"));
    for (const auto& action : n.actions) {
        if (!supported) break;
        g_variant_builder_add(&actions, "s", action.key.c_str());
        g_variant_builder_add(&actions, "s", action.label.c_str());
    }
    return g_variant_builder_end(&actions);
}

ServerAbilities abilities_from(GVariant* reply) {
    ServerAbilities out;
    if (!g_variant_is_of_type(reply, G_VARIANT_TYPE("(as)"))) return out;
    const Variant list(g_variant_get_child_value(reply, 0));
    for (gsize i = 0; i < g_variant_n_children(list.get()); ++i) {
        const char* word = nullptr;
        g_variant_get_child(list.get(), i, "&s", &word);
        out.actions |= std::strcmp(word, "actions") == 0;
        out.body_markup |= std::strcmp(word, "body-markup") == 0;
    }
    return out;
}

}  // namespace

Notifier::Notifier(GDBusConnection* bus, std::string application, Events events)
    : bus_(static_cast<GDBusConnection*>(g_object_ref(bus))),
      application_(std::move(application)),
      events_(std::move(events)) {
    signals_ = g_dbus_connection_signal_subscribe(
        bus, kService, kService, nullptr, kNotificationsPath, nullptr, G_DBUS_SIGNAL_FLAGS_NONE,
        [](GDBusConnection*, const gchar*, const gchar*, const gchar*, const gchar* name,
           GVariant* args, gpointer self) { static_cast<Notifier*>(self)->signal(name, args); },
        this, nullptr);
    watch_ = g_bus_watch_name_on_connection(
        bus, kService, G_BUS_NAME_WATCHER_FLAGS_NONE,
        [](GDBusConnection*, const gchar*, const gchar*, gpointer data) {
            auto* self = static_cast<Notifier*>(data);
            self->run(self->table_.server_appeared());
        },
        [](GDBusConnection*, const gchar*, gpointer data) {
            static_cast<Notifier*>(data)->table_.server_vanished();
        },
        this, nullptr);
}

Notifier::~Notifier() {
    g_bus_unwatch_name(watch_);
    g_dbus_connection_signal_unsubscribe(bus_.get(), signals_);
}

void Notifier::show(Notification notification) { run(table_.show(std::move(notification))); }

void Notifier::withdraw(const std::string& key) { run(table_.withdraw(key)); }

void Notifier::withdraw_ongoing() { run(table_.withdraw_ongoing()); }

void Notifier::run(NotificationTable::Steps steps) {
    for (auto& step : steps) {
        if (auto* s = std::get_if<NotificationTable::Send>(&step))
            send(*s);
        else if (const auto* w = std::get_if<NotificationTable::Withdraw>(&step))
            call(bus_.get(), {kService, kNotificationsPath, kService, "CloseNotification"},
                 g_variant_new("(u)", w->id), kNoTimeout, life_, {});
        else
            ask_abilities();
    }
}

void Notifier::ask_abilities() {
    call(bus_.get(), {kService, kNotificationsPath, kService, "GetCapabilities"}, nullptr,
         kNoTimeout, life_, [this](const Result<Variant>& reply) {
             if (reply) return run(table_.abilities(abilities_from(reply.value().get())));
             table_.no_server();
         });
}

void Notifier::send(const NotificationTable::Send& s) {
    const auto& n = s.notification;
    const auto& server = table_.server();
    const std::string body = server.body_markup ? escape_markup(n.body) : n.body;
    GVariant* args = g_variant_new("(susss@as@a{sv}i)", "Traypulse", s.replaces, "",
                                   n.summary.c_str(), body.c_str(), actions_of(n, server.actions),
                                   hints_of(n, application_), kDaemonDecides);
    call(bus_.get(), {kService, kNotificationsPath, kService, "Notify"}, args, kNoTimeout, life_,
         [this, key = n.key, generation = s.generation](const Result<Variant>& reply) {
             if (!reply || !g_variant_is_of_type(reply.value().get(), G_VARIANT_TYPE("(u)")))
                 return table_.failed(key, generation);
             guint32 id = 0;
             g_variant_get(reply.value().get(), "(u)", &id);
             run(table_.sent(key, id, generation));
         });
}

void Notifier::signal(const char* name, GVariant* args) {
    guint32 id = 0;
    if (std::strcmp(name, "ActionInvoked") == 0 &&
        g_variant_is_of_type(args, G_VARIANT_TYPE("(us)"))) {
        const char* action = nullptr;
        g_variant_get(args, "(u&s)", &id, &action);
        const std::string kept = action;
        if (const auto key = table_.key_of(id); key && events_.action) events_.action(*key, kept);
        return;
    }
    if (std::strcmp(name, "NotificationClosed") != 0 ||
        !g_variant_is_of_type(args, G_VARIANT_TYPE("(uu)")))
        return;
    guint32 reason = 0;
    g_variant_get(args, "(uu)", &id, &reason);
    const auto key = table_.closed(id);
    if (!key || !events_.closed) return;
    const bool known = reason >= 1 && reason <= 3;
    events_.closed(*key, known ? static_cast<ClosedReason>(reason) : ClosedReason::undefined);
}

}  // namespace traypulse::desktop
