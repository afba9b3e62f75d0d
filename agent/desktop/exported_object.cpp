#include "agent/desktop/exported_object.h"

#include <utility>

namespace traypulse::desktop {
namespace {

void on_method(GDBusConnection*, const gchar*, const gchar*, const gchar*, const gchar* method,
               GVariant* args, GDBusMethodInvocation* invocation, gpointer data) {
    static_cast<ObjectHandler*>(data)->method_called(method, args, invocation);
}

GVariant* on_property(GDBusConnection*, const gchar*, const gchar*, const gchar*, const gchar* name,
                      GError** error, gpointer data) {
    GVariant* value = static_cast<ObjectHandler*>(data)->property(name);
    if (!value)
        g_set_error(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_PROPERTY, "no property %s", name);
    return value;
}

constexpr GDBusInterfaceVTable kCallbacks = {&on_method, &on_property, nullptr, {}};

}  // namespace

ExportedObject::ExportedObject(GDBusConnection* bus, std::string path, const char* interface_xml,
                               ObjectHandler& handler)
    : bus_(static_cast<GDBusConnection*>(g_object_ref(bus))), path_(std::move(path)) {
    node_ = g_dbus_node_info_new_for_xml(interface_xml, nullptr);
    registration_ = g_dbus_connection_register_object(bus, path_.c_str(), node_->interfaces[0],
                                                      &kCallbacks, &handler, nullptr, nullptr);
}

ExportedObject::~ExportedObject() {
    if (registration_ != 0) g_dbus_connection_unregister_object(bus_.get(), registration_);
    g_dbus_node_info_unref(node_);
}

void ExportedObject::emit(const char* signal, GVariant* args) {
    const Variant held(args ? g_variant_ref_sink(args) : nullptr);
    if (!exported()) return;
    g_dbus_connection_emit_signal(bus_.get(), nullptr, path_.c_str(), node_->interfaces[0]->name,
                                  signal, held.get(), nullptr);
}

}  // namespace traypulse::desktop
