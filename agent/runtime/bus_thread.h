// The thread that talks to the system bus, and only that. Internal to system_bus_linux.cpp.
#pragma once

#include <gio/gio.h>
#include <gio/gunixfdlist.h>

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "agent/config/settings.h"

namespace traypulse::runtime {

struct BusVariantUnref {
    void operator()(GVariant* v) const { g_variant_unref(v); }
};
/// Owns one reference.
using BusVariant = std::unique_ptr<GVariant, BusVariantUnref>;

inline constexpr const char* kProperties = "org.freedesktop.DBus.Properties";

/// What the services have said.
struct BusNews {
    enum class What { about_to_sleep, woke, battery, metered, remark };
    What what = What::remark;
    bool on = false;  ///< battery, metered
    LogLevel level = LogLevel::debug;
    std::string text;  ///< remark
};

/// A descriptor that delays this machine's sleep for as long as it is open (systemd-logind's
/// inhibitor lock of mode "delay"). Any thread.
class SleepLock {
 public:
    SleepLock() = default;
    ~SleepLock() { release(); }
    SleepLock(const SleepLock&) = delete;
    SleepLock& operator=(const SleepLock&) = delete;
    void hold(int fd);
    void release();

 private:
    std::mutex mutex_;
    int fd_ = -1;
};

/// A GMainContext and a private connection of its own; everything private runs on its thread.
class BusThread {
 public:
    using Tell = std::function<void(BusNews)>;
    /// `tell` is called on the thread; whoever hears about_to_sleep releases `lock`.
    BusThread(Tell tell, SleepLock& lock);
    /// Ends the thread; `tell` is not called any more.
    ~BusThread();
    BusThread(const BusThread&) = delete;
    BusThread& operator=(const BusThread&) = delete;

 private:
    /// Another program on the bus. One with a property tells when that changes.
    struct Service {
        BusThread* thread;
        const char* name;
        const char* path;
        const char* interface;
        const char* property;  ///< nullptr: none
        BusNews::What what;
        /// The property's value as yes or no; false where it is of another type.
        bool (*read)(GVariant* value, bool& on);
        bool last = false;
    };
    using Reply = std::function<void(GVariant*, GUnixFDList*, const GError*)>;
    struct Waiting;

    std::vector<Service> known_services();
    void run();
    void connect();
    void adopt(GDBusConnection* connection);
    void subscribe(Service& service, const char* interface, const char* member);
    void let_go();
    void connect_later();
    void appeared(Service& service);
    void vanished(Service& service);
    void take_lock();
    void ask(Service& service);
    void hear(Service& service, GVariant* value);
    void say(Service& service, bool on);
    void on_signal(Service& service, const std::string& member, GVariant* arguments);
    /// Once for each text.
    void remark(LogLevel level, const std::string& text);
    /// `done` hears the reply, or the error; also when the thread is to end, which waits for it.
    void call(const Service& service, const char* interface, const char* method,
              GVariant* arguments, Reply done);

    Tell tell_;
    SleepLock& lock_;
    std::vector<Service> services_;
    GMainContext* context_;
    GMainLoop* loop_;
    GCancellable* ending_;
    GDBusConnection* bus_ = nullptr;
    gulong closed_ = 0;
    std::vector<guint> watches_, subscriptions_;
    int waiting_ = 0;  ///< answers that are still to come
    bool asleep_ = false;
    std::set<std::string> remarked_;
    std::thread thread_;  ///< last: it uses everything above
};

}  // namespace traypulse::runtime
