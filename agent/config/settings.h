// Everything that config.toml can say, validated. Plain values. parse.h reads it. [history] and
// [metrics] have no keys yet: they come with the versions that keep and serve something.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/alert_settings.h"
#include "agent/engine/target.h"

namespace traypulse {

enum class IconStyle : std::uint8_t { colour, symbolic };

/// [alerts] and [[maintenance]]; what each means is said at AlertRules.
struct AlertSettings {
    bool notifications = true;
    Nanoseconds latency_warning{};  ///< default of targets that do not say their own; 0: never
    double latency_factor = 3.0;
    Nanoseconds jitter_warning{};
    double loss_warning = 0.1;  ///< degraded where more than this share of requests is lost
    Nanoseconds reminder{};
    std::optional<DailySpan> quiet_hours;
    int flap_outages = 3;
    Nanoseconds flap_window = std::chrono::minutes(10);
    std::vector<Maintenance> maintenance;
};

struct DisplaySettings {
    IconStyle icon = IconStyle::colour;
    bool number_in_icon = false;
};

/// What stands for "the internet" when a cause is looked for.
struct AnchorSettings {
    std::vector<std::string> addresses{"1.1.1.1", "9.9.9.9"};
    /// The file itself names the addresses: those that are no targets are watched, too, unseen.
    /// Without that nothing is sent to an address that the person did not write down.
    bool written = false;
    std::string name = "example.com";
    /// "http://host/path" that answers 204 where no sign-in page is in the way; empty: never asked.
    std::string portal;
    bool both_families = true;  ///< a target's name that has IPv4 and IPv6 is checked on both
};

struct LimitSettings {
    double cpu_percent = 5.0;
    unsigned memory_mb = 100;
    bool slow_on_battery = false;
    bool slow_on_metered = false;
    unsigned max_workers = 10;  ///< `ping` processes at once on the last rung
};

struct PingCommandSettings {
    std::vector<std::string>
        extra_args;  ///< handed to ping as they are, one argument each; no shell
};

enum class LogLevel : std::uint8_t { debug, info, warning, error, critical };

struct LogSettings {
    LogLevel level = LogLevel::info;
};

struct Settings {
    std::vector<TargetSpec> targets;
    AlertSettings alerts;
    DisplaySettings display;
    AnchorSettings anchors;
    LimitSettings limits;
    PingCommandSettings ping_command;
    LogSettings log;
};

}  // namespace traypulse
