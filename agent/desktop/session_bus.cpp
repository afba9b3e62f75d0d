#include "agent/desktop/session_bus.h"

#include <utility>

namespace traypulse::desktop {
namespace {

struct ErrorFree {
    void operator()(GError* e) const { g_error_free(e); }
};
using ErrorPtr = std::unique_ptr<GError, ErrorFree>;

ErrorCode code_of(const GError& error) {
    if (error.domain == G_IO_ERROR && error.code == G_IO_ERROR_TIMED_OUT)
        return ErrorCode::unavailable;
    if (error.domain == G_DBUS_ERROR) {
        switch (error.code) {
            case G_DBUS_ERROR_SERVICE_UNKNOWN:
            case G_DBUS_ERROR_NAME_HAS_NO_OWNER:
            case G_DBUS_ERROR_NO_REPLY:
            case G_DBUS_ERROR_DISCONNECTED:
                return ErrorCode::unavailable;
            case G_DBUS_ERROR_ACCESS_DENIED:
                return ErrorCode::permission;
            default:
                return ErrorCode::protocol;
        }
    }
    return ErrorCode::io;
}

struct Waiting {
    std::weak_ptr<int> life;
    std::function<void(Result<Variant>)> done;
};

void on_reply(GObject* source, GAsyncResult* result, gpointer data) {
    const std::unique_ptr<Waiting> waiting(static_cast<Waiting*>(data));
    GError* raw = nullptr;
    Variant reply(g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &raw));
    const ErrorPtr error(raw);
    const auto alive = waiting->life.lock();
    if (!alive || !waiting->done) return;
    if (reply) return waiting->done(std::move(reply));
    waiting->done(Error{code_of(*error), error->message, ""});
}

struct Connecting {
    std::weak_ptr<int> life;
    std::function<void(GDBusConnection*)> connected;
    std::function<void(const std::string&)> failed;
};

void on_bus(GObject*, GAsyncResult* result, gpointer data) {
    const std::unique_ptr<Connecting> connecting(static_cast<Connecting*>(data));
    GError* raw = nullptr;
    Connection connection(g_bus_get_finish(result, &raw));
    const ErrorPtr error(raw);
    const auto alive = connecting->life.lock();
    if (!alive) return;
    if (connection) return connecting->connected(connection.release());
    connecting->failed(error->message);
}

/// Shared by two who may call; the first one does.
using Once = std::shared_ptr<std::function<void()>>;

void call_once(gpointer data) {
    const std::unique_ptr<Once> once(static_cast<Once*>(data));
    if (const auto done = std::exchange(**once, {})) done();
}

constexpr auto kRemedy =
    "start the session with a D-Bus session bus (dbus-run-session, or the package "
    "dbus-user-session) "
    "to have notifications and a modern tray icon";

}  // namespace

void call(GDBusConnection* bus, const Method& method, GVariant* args, int timeout_ms,
          const Life& life, std::function<void(Result<Variant>)> done) {
    auto waiting = std::make_unique<Waiting>(Waiting{life, std::move(done)});
    g_dbus_connection_call(bus, method.name, method.path, method.interface, method.method, args,
                           nullptr, G_DBUS_CALL_FLAGS_NONE, timeout_ms, nullptr, &on_reply,
                           waiting.release());
}

SessionBus::SessionBus(Events events) : events_(std::move(events)) {
    auto connecting = std::make_unique<Connecting>();
    connecting->life = life_;
    connecting->connected = [this](GDBusConnection* connection) { adopt(connection); };
    connecting->failed = [this](const std::string& reason) {
        events_.lost(
            Error{ErrorCode::unavailable, "no D-Bus session bus (" + reason + ")", kRemedy});
    };
    g_bus_get(G_BUS_TYPE_SESSION, nullptr, &on_bus, connecting.release());
}

SessionBus::~SessionBus() {
    if (connection_ && closed_handler_ != 0)
        g_signal_handler_disconnect(connection_.get(), closed_handler_);
}

void SessionBus::flush(std::function<void()> done) {
    if (!connection_ || g_dbus_connection_is_closed(connection_.get())) return done();
    const auto once = std::make_shared<std::function<void()>>(std::move(done));
    g_timeout_add_full(
        G_PRIORITY_DEFAULT, kFlushMostMs,
        [](gpointer data) -> gboolean {
            call_once(data);
            return G_SOURCE_REMOVE;
        },
        new Once(once), nullptr);
    g_dbus_connection_flush(
        connection_.get(), nullptr, [](GObject*, GAsyncResult*, gpointer data) { call_once(data); },
        new Once(once));
}

void SessionBus::adopt(GDBusConnection* connection) {
    connection_.reset(connection);
    // Monitoring goes on without a bus; GLib would end the process.
    g_dbus_connection_set_exit_on_close(connection, FALSE);
    closed_handler_ = g_signal_connect(
        connection, "closed", G_CALLBACK(+[](GDBusConnection*, gboolean, GError*, gpointer data) {
            const auto* self = static_cast<SessionBus*>(data);
            self->events_.lost(
                Error{ErrorCode::unavailable, "the D-Bus session bus went away", kRemedy});
        }),
        this);
    events_.connected(connection);
}

}  // namespace traypulse::desktop
