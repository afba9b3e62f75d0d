#include "agent/runtime/bus_thread.h"

#include <unistd.h>

#include <memory>
#include <utility>

namespace traypulse::runtime {
namespace {

/// A system bus that is missing at the start hardly comes later; looking costs one connect(2).
constexpr guint kAgainAfterSeconds = 60;
/// A service that takes longer hangs. Nothing waits for it; its next change is heard all the same.
constexpr int kPatienceMs = 10000;
/// Odd things that are told apart in the log; what is odder than that has been said.
constexpr std::size_t kMostRemarks = 32;

struct ErrorFree {
    void operator()(GError* e) const { g_error_free(e); }
};
using ErrorPtr = std::unique_ptr<GError, ErrorFree>;

/// Runs `call` on the context's own thread, soon.
void post(GMainContext* context, guint seconds, GSourceFunc call, gpointer data) {
    auto* source = seconds == 0 ? g_idle_source_new() : g_timeout_source_new_seconds(seconds);
    g_source_set_callback(source, call, data, nullptr);
    g_source_attach(source, context);
    g_source_unref(source);
}

}  // namespace

void SleepLock::hold(int fd) {
    release();
    const std::lock_guard held(mutex_);
    fd_ = fd;
}

void SleepLock::release() {
    const std::lock_guard held(mutex_);
    if (fd_ >= 0) close(std::exchange(fd_, -1));
}

struct BusThread::Waiting {
    BusThread* thread;
    Reply done;
};

BusThread::BusThread(Tell tell, SleepLock& lock)
    : tell_(std::move(tell)),
      lock_(lock),
      services_(known_services()),
      context_(g_main_context_new()),
      loop_(g_main_loop_new(context_, FALSE)),
      ending_(g_cancellable_new()),
      thread_([this] { run(); }) {}

BusThread::~BusThread() {
    g_cancellable_cancel(ending_);
    // Not g_main_loop_quit() from here: before the loop runs it would be lost.
    post(
        context_, 0,
        [](gpointer data) -> gboolean {
            g_main_loop_quit(static_cast<BusThread*>(data)->loop_);
            return G_SOURCE_REMOVE;
        },
        this);
    thread_.join();
    g_object_unref(ending_);
    g_main_loop_unref(loop_);
    g_main_context_unref(context_);
}

void BusThread::run() {
    g_main_context_push_thread_default(context_);
    connect();
    g_main_loop_run(loop_);
    let_go();
    // Everything that waits was cancelled, and says so.
    while (waiting_ > 0) g_main_context_iteration(context_, TRUE);
    while (g_main_context_iteration(context_, FALSE) != FALSE) {
    }
    g_main_context_pop_thread_default(context_);
}

// A connection of our own: the shared one (g_bus_get) would end the process with the bus, and hand
// its messages to whichever thread asked first.
void BusThread::connect() {
    GError* raw = nullptr;
    const std::unique_ptr<char, void (*)(void*)> address(
        g_dbus_address_get_for_bus_sync(G_BUS_TYPE_SYSTEM, ending_, &raw), &g_free);
    if (!address) {
        const ErrorPtr error(raw);
        remark(LogLevel::debug, std::string("no system bus: ") + error->message);
        return connect_later();
    }
    ++waiting_;
    constexpr auto kFlags =
        static_cast<GDBusConnectionFlags>(G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION);
    g_dbus_connection_new_for_address(
        address.get(), kFlags, nullptr, ending_,
        [](GObject*, GAsyncResult* result, gpointer data) {
            auto& self = *static_cast<BusThread*>(data);
            --self.waiting_;
            GError* failure = nullptr;
            auto* connection = g_dbus_connection_new_for_address_finish(result, &failure);
            const ErrorPtr error(failure);
            if (connection != nullptr) return self.adopt(connection);
            self.remark(LogLevel::debug, std::string("no system bus: ") + error->message);
            self.connect_later();
        },
        this);
}

void BusThread::connect_later() {
    if (g_cancellable_is_cancelled(ending_) != FALSE) return;
    post(
        context_, kAgainAfterSeconds,
        [](gpointer data) -> gboolean {
            static_cast<BusThread*>(data)->connect();
            return G_SOURCE_REMOVE;
        },
        this);
}

void BusThread::adopt(GDBusConnection* connection) {
    bus_ = connection;
    g_dbus_connection_set_exit_on_close(bus_, FALSE);
    closed_ = g_signal_connect(bus_, "closed",
                               G_CALLBACK(+[](GDBusConnection*, gboolean, GError*, gpointer data) {
                                   auto& self = *static_cast<BusThread*>(data);
                                   self.remark(LogLevel::info, "the system bus went away");
                                   for (auto& service : self.services_) self.vanished(service);
                                   self.let_go();
                                   self.connect_later();
                               }),
                               this);
    for (auto& service : services_) {
        if (service.property == nullptr)
            subscribe(service, service.interface, "PrepareForSleep");
        else
            subscribe(service, kProperties, "PropertiesChanged");
        watches_.push_back(g_bus_watch_name_on_connection(
            bus_, service.name, G_BUS_NAME_WATCHER_FLAGS_NONE,
            [](GDBusConnection*, const gchar*, const gchar*, gpointer data) {
                auto& s = *static_cast<Service*>(data);
                s.thread->appeared(s);
            },
            [](GDBusConnection*, const gchar*, gpointer data) {
                auto& s = *static_cast<Service*>(data);
                s.thread->vanished(s);
            },
            &service, nullptr));
    }
}

void BusThread::subscribe(Service& service, const char* interface, const char* member) {
    subscriptions_.push_back(g_dbus_connection_signal_subscribe(
        bus_, service.name, interface, member, service.path, nullptr, G_DBUS_SIGNAL_FLAGS_NONE,
        [](GDBusConnection*, const gchar*, const gchar*, const gchar*, const gchar* signal,
           GVariant* arguments, gpointer data) {
            auto& s = *static_cast<Service*>(data);
            s.thread->on_signal(s, signal, arguments);
        },
        &service, nullptr));
}

void BusThread::let_go() {
    lock_.release();
    for (const auto id : std::exchange(watches_, {})) g_bus_unwatch_name(id);
    if (bus_ == nullptr) return;
    for (const auto id : std::exchange(subscriptions_, {}))
        g_dbus_connection_signal_unsubscribe(bus_, id);
    g_signal_handler_disconnect(bus_, closed_);
    g_object_unref(std::exchange(bus_, nullptr));
}

void BusThread::remark(LogLevel level, const std::string& text) {
    if (g_cancellable_is_cancelled(ending_) != FALSE || remarked_.size() >= kMostRemarks) return;
    if (remarked_.insert(text).second) tell_({BusNews::What::remark, false, level, text});
}

void BusThread::call(const Service& service, const char* interface, const char* method,
                     GVariant* arguments, Reply done) {
    ++waiting_;
    g_dbus_connection_call_with_unix_fd_list(
        bus_, service.name, service.path, interface, method, arguments, nullptr,
        G_DBUS_CALL_FLAGS_NO_AUTO_START, kPatienceMs, nullptr, ending_,
        [](GObject* bus, GAsyncResult* result, gpointer data) {
            const std::unique_ptr<Waiting> waiting(static_cast<Waiting*>(data));
            --waiting->thread->waiting_;
            GError* failure = nullptr;
            GUnixFDList* fds = nullptr;
            const BusVariant reply(g_dbus_connection_call_with_unix_fd_list_finish(
                G_DBUS_CONNECTION(bus), &fds, result, &failure));
            const ErrorPtr error(failure);
            waiting->done(reply.get(), fds, error.get());
            if (fds != nullptr) g_object_unref(fds);
        },
        new Waiting{this, std::move(done)});
}

}  // namespace traypulse::runtime
