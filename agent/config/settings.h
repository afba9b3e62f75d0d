// Everything that config.toml can say, validated. Plain values. parse.h reads it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/alert_settings.h"
#include "agent/engine/target.h"
#include "shared/ip_address.h"

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

enum class Theme : std::uint8_t { system, light, dark };

struct DisplaySettings {
    IconStyle icon = IconStyle::colour;
    bool number_in_icon = false;
    Theme theme = Theme::system;  ///< of the windows
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

/// [history]; why these: agent/store/retention_settings.h.
struct HistorySettings {
    bool enabled = true;
    unsigned sample_days = 14;  ///< every single request
    unsigned minute_days = 90;
    unsigned hour_days = 1825;  ///< also states, outages and events
    unsigned max_size_mb = 1024;
    bool operator==(const HistorySettings&) const = default;
};

/// [metrics]: figures for Prometheus, over HTTP and without a password.
struct MetricsSettings {
    bool enabled = false;
    IpAddress address;  ///< to listen on; 127.0.0.1 where nothing else is written
    std::uint16_t port = 9847;
    MetricsSettings();
    bool operator==(const MetricsSettings&) const = default;
    /// "127.0.0.1:9847", "[::1]:9847".
    [[nodiscard]] std::string listen() const;
};

/// A [[hook]]: who is told of outages besides the person. Either `url` or `command` is set.
struct HookSettings {
    std::string name;                  ///< unique; what logs and sentences call it
    std::string url;                   ///< may hold a secret: never to be logged or shown
    std::vector<HttpHeader> headers;   ///< so may these
    std::vector<std::string> command;  ///< a program's whole path and its arguments; no shell
    bool on_outage = true;
    bool on_recovery = true;
    Nanoseconds timeout = std::chrono::seconds(10);  ///< of one attempt
    std::string ca_file;  ///< PEM file of trusted authorities instead of the system's; empty: these
    bool enabled = true;
    bool operator==(const HookSettings&) const = default;
};

struct Settings {
    std::vector<TargetSpec> targets;
    AlertSettings alerts;
    DisplaySettings display;
    AnchorSettings anchors;
    LimitSettings limits;
    PingCommandSettings ping_command;
    HistorySettings history;
    LogSettings log;
    MetricsSettings metrics;
    std::vector<HookSettings> hooks;
};

}  // namespace traypulse
