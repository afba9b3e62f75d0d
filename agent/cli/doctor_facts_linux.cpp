#include <gio/gio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "agent/cli/doctor_files_posix.h"

namespace traypulse::cli {
namespace {

// A bus that takes longer hangs; doctor must not.
constexpr int kBusPatienceMs = 1000;

// struct vfs_cap_data of linux/capability.h: le32 magic, then per word permitted and inheritable.
bool has_net_raw(const std::string& path) {
    std::array<unsigned char, 64> data{};
    const auto size = ::getxattr(path.c_str(), "security.capability", data.data(), data.size());
    constexpr unsigned kCapNetRaw = 13;
    constexpr std::size_t kPermitted = 4;
    if (size < 12) return false;
    return (data[kPermitted + kCapNetRaw / 8] & (1U << (kCapNetRaw % 8))) != 0;
}

void look_at_helper(const std::string& path, DoctorFacts& out) {
    struct stat status {};
    out.helper_path = path;
    if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
    out.helper_present = ::access(path.c_str(), X_OK) == 0;
    out.helper_capability = has_net_raw(path);
    out.helper_setuid_root = status.st_uid == 0 && (status.st_mode & S_ISUID) != 0;
    struct statvfs system {};
    out.helper_nosuid = ::statvfs(path.c_str(), &system) == 0 && (system.f_flag & ST_NOSUID) != 0;
}

void look_at_groups(DoctorFacts& out) {
    std::ifstream range("/proc/sys/net/ipv4/ping_group_range");
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    if (range >> first >> last) out.ping_group_range = {first, last};
    std::vector<gid_t> groups(static_cast<std::size_t>(std::max(0, ::getgroups(0, nullptr))));
    const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
    for (int i = 0; i < count; ++i) out.groups.push_back(groups[static_cast<std::size_t>(i)]);
    out.groups.push_back(::getegid());
}

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
struct VariantUnref {
    void operator()(GVariant* value) const { g_variant_unref(value); }
};
using Variant = std::unique_ptr<GVariant, VariantUnref>;

bool has_owner(GDBusConnection* bus, const char* name) {
    const Variant answer(g_dbus_connection_call_sync(
        bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
        "NameHasOwner", g_variant_new("(s)", name), G_VARIANT_TYPE("(b)"), G_DBUS_CALL_FLAGS_NONE,
        kBusPatienceMs, nullptr, nullptr));
    if (!answer) return false;
    gboolean yes = FALSE;
    g_variant_get(answer.get(), "(b)", &yes);
    return yes != FALSE;
}

bool can_be_started(GDBusConnection* bus, std::string_view name) {
    const Variant answer(g_dbus_connection_call_sync(
        bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
        "ListActivatableNames", nullptr, G_VARIANT_TYPE("(as)"), G_DBUS_CALL_FLAGS_NONE,
        kBusPatienceMs, nullptr, nullptr));
    if (!answer) return false;
    const Variant names(g_variant_get_child_value(answer.get(), 0));
    for (gsize i = 0; i < g_variant_n_children(names.get()); ++i) {
        const Variant item(g_variant_get_child_value(names.get(), i));
        if (name == g_variant_get_string(item.get(), nullptr)) return true;
    }
    return false;
}

void look_at_desktop(const PathFacts& facts, DoctorFacts& out) {
    if (const auto wayland = facts.variable("WAYLAND_DISPLAY"); wayland && !wayland->empty())
        out.display = "Wayland";
    else if (const auto x11 = facts.variable("DISPLAY"); x11 && !x11->empty())
        out.display = "X11";
    // Only a bus that is there: g_bus_get() would start one.
    std::string address = facts.variable("DBUS_SESSION_BUS_ADDRESS").value_or("");
    if (address.empty()) {
        const auto path = facts.variable("XDG_RUNTIME_DIR").value_or("") + "/bus";
        if (::access(path.c_str(), F_OK) != 0) return;
        address = "unix:path=" + path;
    }
    const std::unique_ptr<GDBusConnection, Unref> bus(g_dbus_connection_new_for_address_sync(
        address.c_str(),
        static_cast<GDBusConnectionFlags>(G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION),
        nullptr, nullptr, nullptr));
    if (!bus) return;
    out.session_bus = true;
    out.tray_host = has_owner(bus.get(), "org.kde.StatusNotifierWatcher");
    constexpr const char* kNotifications = "org.freedesktop.Notifications";
    out.notification_daemon =
        has_owner(bus.get(), kNotifications) || can_be_started(bus.get(), kNotifications);
}

}  // namespace

DoctorFacts gather_doctor_facts(const DoctorOptions& options, const std::string& helper_path,
                                const PathFacts& paths) {
    DoctorFacts out;
    out.helper_socket = options.helper_socket;
    out.service = socket_state(options.helper_socket);
    look_at_helper(helper_path, out);
    out.no_new_privileges = ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
    out.root = paths.uid == 0;
    look_at_groups(out);
    out.ping_command = ::access("/usr/bin/ping", X_OK) == 0;
    look_at_files(options, paths, out);
    look_at_desktop(paths, out);
    return out;
}

}  // namespace traypulse::cli
