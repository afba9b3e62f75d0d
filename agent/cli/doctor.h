// `traypulse doctor`: facts about this machine → findings with a remedy each. The judging is pure.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/cli/options.h"
#include "agent/probes/icmp_channel.h"
#include "agent/runtime/paths.h"

namespace traypulse::cli {

enum class SocketState : std::uint8_t { absent, refused, connectable };

// By subject, for readers; there is one of it.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding)
struct DoctorFacts {
    // ways to send echo requests
    std::string helper_socket;
    SocketState service = SocketState::absent;
    std::string helper_path;
    bool helper_present = false;     ///< an executable file
    bool helper_capability = false;  ///< cap_net_raw in its permitted set
    bool helper_setuid_root = false;
    bool helper_nosuid =
        false;  ///< on a file system mounted nosuid: both of these count for nothing
    bool no_new_privileges = false;  ///< of this process: the same
    bool root = false;
    std::optional<std::pair<std::uint64_t, std::uint64_t>> ping_group_range;
    std::vector<std::uint64_t> groups;  ///< ours
    bool ping_command = false;          ///< /usr/bin/ping
    // files
    std::string config_file;
    bool config_present = false;
    std::vector<std::string> config_problems;
    std::size_t targets = 0;
    std::string log_file;
    bool log_writable = false;
    std::string runtime_path;    ///< empty: there is none
    std::string runtime_remark;  ///< why it is not the usual one, or why there is none
    bool agent_running = false;
    std::vector<std::string> agent_problems;  ///< of its figures and hooks, as it says them
    // desktop
    bool session_bus = false;
    std::string display;               ///< "Wayland", "X11" or empty
    bool tray_host = false;            ///< org.kde.StatusNotifierWatcher has an owner
    bool notification_daemon = false;  ///< org.freedesktop.Notifications has one, or can be started
};

struct Finding {
    enum class Level : std::uint8_t { good, note, bad };
    Level level = Level::good;
    std::string what;
    std::string remedy;
    bool operator==(const Finding&) const = default;
};

struct Diagnosis {
    std::vector<Finding> findings;
    Rung rung = Rung::none;  ///< the best that can work
    int exit_status = 0;
};
Diagnosis diagnose(const DoctorFacts& facts);
/// Lines for people: a mark (ok, note, BAD), the finding, its remedy indented under it.
std::string diagnosis_text(const Diagnosis& diagnosis);

/// Looks; changes nothing but that the runtime directory exists afterwards, and sends nothing.
DoctorFacts gather_doctor_facts(const DoctorOptions& options, const std::string& helper_path,
                                const PathFacts& paths);

}  // namespace traypulse::cli
