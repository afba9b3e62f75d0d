// What the services on the bus are asked, and what their answers mean.
#include <unistd.h>

#include <utility>

#include "agent/runtime/bus_thread.h"

namespace traypulse::runtime {
namespace {

bool read_bool(GVariant* value, bool& on) {
    if (!g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN)) return false;
    on = g_variant_get_boolean(value) != FALSE;
    return true;
}

/// NMMetered: 1 is yes, 3 is "yes, as far as can be guessed" (a phone's hotspot).
bool read_metered(GVariant* value, bool& on) {
    constexpr guint32 kYes = 1;
    constexpr guint32 kGuessYes = 3;
    if (!g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32)) return false;
    const auto metered = g_variant_get_uint32(value);
    on = metered == kYes || metered == kGuessYes;
    return true;
}

}  // namespace

std::vector<BusThread::Service> BusThread::known_services() {
    return {{this, "org.freedesktop.login1", "/org/freedesktop/login1",
             "org.freedesktop.login1.Manager", nullptr, BusNews::What::woke, nullptr},
            {this, "org.freedesktop.UPower", "/org/freedesktop/UPower", "org.freedesktop.UPower",
             "OnBattery", BusNews::What::battery, &read_bool},
            {this, "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager",
             "org.freedesktop.NetworkManager", "Metered", BusNews::What::metered, &read_metered}};
}

void BusThread::appeared(Service& service) {
    if (service.property != nullptr) return ask(service);
    asleep_ = false;
    take_lock();
}

void BusThread::vanished(Service& service) {
    remark(LogLevel::debug, std::string(service.name) + " is not on the system bus");
    if (service.property != nullptr)
        say(service, false);
    else
        lock_.release();
}

void BusThread::take_lock() {
    const auto& logind = services_.front();
    call(logind, logind.interface, "Inhibit",
         g_variant_new("(ssss)", "sleep", "Traypulse", "Note that what was measured is over",
                       "delay"),
         [this](GVariant* reply, GUnixFDList* fds, const GError* error) {
             gint32 index = -1;
             if (reply != nullptr && g_variant_is_of_type(reply, G_VARIANT_TYPE("(h)")) != FALSE)
                 g_variant_get(reply, "(h)", &index);
             const int fd = fds != nullptr && index >= 0 && index < g_unix_fd_list_get_length(fds)
                                ? g_unix_fd_list_get(fds, index, nullptr)
                                : -1;
             if (fd < 0)
                 remark(LogLevel::debug, std::string("logind grants no delay of sleep: ") +
                                             (error != nullptr ? error->message : "no descriptor"));
             else if (asleep_)
                 close(fd);
             else
                 lock_.hold(fd);
         });
}

void BusThread::ask(Service& service) {
    call(service, kProperties, "Get", g_variant_new("(ss)", service.interface, service.property),
         [this, &service](GVariant* reply, GUnixFDList*, const GError* error) {
             if (reply == nullptr || g_variant_is_of_type(reply, G_VARIANT_TYPE("(v)")) == FALSE)
                 return remark(LogLevel::info,
                               std::string(service.name) + " does not tell " + service.property +
                                   ": " + (error != nullptr ? error->message : "no value"));
             const BusVariant outer(g_variant_get_child_value(reply, 0));
             const BusVariant value(g_variant_get_variant(outer.get()));
             hear(service, value.get());
         });
}

void BusThread::hear(Service& service, GVariant* value) {
    bool on = false;
    if (!service.read(value, on))
        remark(LogLevel::info, std::string(service.name) + " says " + service.property +
                                   " in the type " + g_variant_get_type_string(value) +
                                   "; taken for no");
    say(service, on);
}

void BusThread::say(Service& service, bool on) {
    if (std::exchange(service.last, on) != on) tell_({service.what, on, LogLevel::debug, {}});
}

void BusThread::on_signal(Service& service, const std::string& member, GVariant* arguments) {
    const auto odd = [&] {
        remark(LogLevel::info, std::string(service.name) + " sends " + member + " in the form " +
                                   g_variant_get_type_string(arguments));
    };
    if (service.property == nullptr) {
        if (g_variant_is_of_type(arguments, G_VARIANT_TYPE("(b)")) == FALSE) return odd();
        gboolean before = FALSE;
        g_variant_get(arguments, "(b)", &before);
        asleep_ = before != FALSE;
        tell_({asleep_ ? BusNews::What::about_to_sleep : BusNews::What::woke,
               false,
               LogLevel::debug,
               {}});
        if (!asleep_) take_lock();
        return;
    }
    if (g_variant_is_of_type(arguments, G_VARIANT_TYPE("(sa{sv}as)")) == FALSE) return odd();
    const BusVariant changed(g_variant_get_child_value(arguments, 1));
    const BusVariant gone(g_variant_get_child_value(arguments, 2));
    if (const BusVariant value(g_variant_lookup_value(changed.get(), service.property, nullptr));
        value)
        return hear(service, value.get());
    for (gsize i = 0; i < g_variant_n_children(gone.get()); ++i) {
        const BusVariant name(g_variant_get_child_value(gone.get(), i));
        if (g_str_equal(g_variant_get_string(name.get(), nullptr), service.property) != FALSE)
            return ask(service);
    }
}

}  // namespace traypulse::runtime
