// The session bus, without ever waiting for it. All of it on the thread of GLib's default main
// context.
#pragma once

#include <gio/gio.h>

#include <functional>
#include <memory>
#include <string>

#include "shared/result.h"

namespace traypulse::desktop {

/// Owns one reference.
struct VariantUnref {
    void operator()(GVariant* v) const { g_variant_unref(v); }
};
using Variant = std::unique_ptr<GVariant, VariantUnref>;

struct ObjectUnref {
    void operator()(void* object) const { g_object_unref(object); }
};
using Connection = std::unique_ptr<GDBusConnection, ObjectUnref>;

/// Held by whoever waits for answers; an answer that comes after it is gone is dropped.
using Life = std::shared_ptr<int>;
inline Life make_life() { return std::make_shared<int>(0); }

struct Method {
    const char* name;  ///< bus name of the other side
    const char* path;
    const char* interface;
    const char* method;
};

/// No limit: the call waits as long as the other side lives. Nothing here is held up by it, and an
/// answer that comes late is still an answer (a second call would only do the thing twice).
inline constexpr int kNoTimeout = G_MAXINT;

/// Calls and returns at once. `args` may be floating. `done` comes later, never from within.
void call(GDBusConnection* bus, const Method& method, GVariant* args, int timeout_ms,
          const Life& life, std::function<void(Result<Variant>)> done);

/// The connection, as soon as it is there.
class SessionBus {
 public:
    struct Events {
        std::function<void(GDBusConnection*)> connected;
        std::function<void(const Error&)> lost;  ///< none there, or it went away; at most once
    };
    /// Starts to connect; the events come later, never from within.
    explicit SessionBus(Events events);
    ~SessionBus();
    SessionBus(const SessionBus&) = delete;
    SessionBus& operator=(const SessionBus&) = delete;

    /// Calls `done` once everything said so far has left this process, at once without a bus, and
    /// after kFlushMost in any case. For the end of the program: what is unsent then is lost.
    void flush(std::function<void()> done);
    /// Far longer than a living bus needs, far shorter than anyone waits for an end.
    static constexpr guint kFlushMostMs = 500;

    [[nodiscard]] GDBusConnection* get() const { return connection_.get(); }

 private:
    void adopt(GDBusConnection* connection);
    Events events_;
    Life life_ = make_life();
    Connection connection_;
    gulong closed_handler_ = 0;
};

}  // namespace traypulse::desktop
