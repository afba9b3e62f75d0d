// The command line as values: what a person asked for, validated. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/cli/history_options.h"
#include "agent/cli/path_options.h"
#include "agent/config/settings.h"
#include "agent/runtime/control_protocol.h"
#include "shared/ip_address.h"
#include "shared/result.h"
#include "shared/types.h"

namespace traypulse::cli {

/// Exit statuses (DESIGN §4).
inline constexpr int kExitWell = 0;     ///< all reachable, all well, done
inline constexpr int kExitNotWell = 1;  ///< some not
inline constexpr int kExitWrong = 2;    ///< wrong usage or configuration, or nobody to ask

/// Where a packaged helper listens.
inline constexpr const char* kDefaultHelperSocket = "/run/traypulse/helper.sock";

/// `traypulse`: the agent itself.
struct AgentOptions {
    bool headless = false;
    std::string config_file;  ///< empty: the usual place
    std::string state_dir;    ///< empty: the usual place
    std::string helper_socket = kDefaultHelperSocket;
    std::optional<LogLevel> log_level;  ///< wins over the configuration's
    int verbosity =
        0;  ///< -1: -q, nothing but errors; 1, 2: -v, -vv: the log on stderr too (info, debug)
};

/// `traypulse ping`.
struct PingOptions {
    std::vector<std::string> targets;  ///< as written
    std::string file;                  ///< more of them, one a line; "-": standard input
    std::uint32_t count = 0;           ///< 0: until Ctrl-C
    Nanoseconds interval = std::chrono::seconds(1);
    Nanoseconds timeout = std::chrono::seconds(1);
    std::uint16_t payload_size = 56;
    std::optional<Ttl> ttl;
    std::optional<Family> family;  ///< -4, -6
    bool json = false;
    bool summary = false;  ///< only the summaries
    std::string helper_socket = kDefaultHelperSocket;
};

/// `traypulse check`.
struct CheckArguments {
    std::vector<std::string> targets;  ///< URIs, or names of targets of the configuration
    std::vector<std::string> keys;     ///< "status=204", for the URIs
    std::string config_file;           ///< empty: the usual place, if it is there
    std::optional<Nanoseconds> timeout;
    std::optional<Family> family;  ///< -4, -6
    bool json = false;
    std::string helper_socket = kDefaultHelperSocket;
};

/// `status`, `why`, `pause`, `resume`, `mute`, `unmute`.
struct ControlOptions {
    control::Request request;
};

/// `traypulse watch`.
struct WatchOptions {
    Nanoseconds interval = std::chrono::seconds(1);
    Nanoseconds span = std::chrono::minutes(10);  ///< of the sparklines
    std::uint32_t count = 0;                      ///< so many views; 0: until somebody ends it
    std::string state_dir;                        ///< of the agent; empty: the usual place
};
/// Faster than this is unreadable; slower is `status` now and then.
inline constexpr Nanoseconds kLeastWatchInterval = std::chrono::milliseconds(200);
inline constexpr Nanoseconds kMostWatchInterval = std::chrono::hours(1);
/// A character of a sparkline is a second at least, and a year of hours is still drawn at once.
inline constexpr Nanoseconds kLeastWatchSpan = std::chrono::minutes(1);
inline constexpr Nanoseconds kMostWatchSpan = std::chrono::hours(24 * 366);

/// `config check`.
struct ConfigCheckOptions {
    std::string file;  ///< empty: the usual place
};

/// `doctor`.
struct DoctorOptions {
    std::string config_file;
    std::string state_dir;
    std::string helper_socket = kDefaultHelperSocket;
};

/// `--help` and `--version`: print and end.
struct PrintText {
    std::string text;
};

using Action = std::variant<AgentOptions, PingOptions, CheckArguments, ControlOptions,
                            ConfigCheckOptions, DoctorOptions, PrintText, TraceOptions, MtuOptions,
                            ExportArguments, ReportArguments, ImportArguments, WatchOptions>;

/// `arguments` without the program's name. The error's remedy names the help that tells more.
Result<Action> parse_arguments(const std::vector<std::string>& arguments,
                               const std::string& version);

}  // namespace traypulse::cli
