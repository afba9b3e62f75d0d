// One interface of ours on the bus, from its XML to its end.
#pragma once

#include <gio/gio.h>

#include <string>

#include "agent/desktop/session_bus.h"

namespace traypulse::desktop {

/// What others may ask of the object. Called on the main context's thread.
class ObjectHandler {
 public:
    virtual ~ObjectHandler() = default;
    /// Must answer the invocation, then or later.
    virtual void method_called(const char* method, GVariant* args,
                               GDBusMethodInvocation* invocation) = 0;
    /// A new (floating) value; null when there is no such property.
    virtual GVariant* property(const char* name) = 0;
};

/// Exported from construction to destruction. The handler must live longer.
class ExportedObject {
 public:
    ExportedObject(GDBusConnection* bus, std::string path, const char* interface_xml,
                   ObjectHandler& handler);
    ~ExportedObject();
    ExportedObject(const ExportedObject&) = delete;
    ExportedObject& operator=(const ExportedObject&) = delete;

    [[nodiscard]] bool exported() const { return registration_ != 0; }
    /// Takes a floating value.
    void emit(const char* signal, GVariant* args);

 private:
    Connection bus_;
    std::string path_;
    GDBusNodeInfo* node_ = nullptr;
    guint registration_ = 0;
};

}  // namespace traypulse::desktop
