// The log: JSON lines in a rotated file, and readable lines on stderr where somebody asked for
// them.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "agent/config/settings.h"
#include "shared/types.h"

namespace traypulse {

/// debug: packets in hex and results; info: changes of state and configuration; warning: timeouts
/// and high latency; error: failures and permissions; critical: cannot go on.
std::string_view to_string(LogLevel level);

/// One named value of an event. Holds what it is given only for the call.
struct LogField {
    using Value =
        std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string_view>;
    std::string_view key;
    Value value;

    LogField(std::string_view k, std::nullptr_t) : key(k), value(nullptr) {}
    LogField(std::string_view k, bool v) : key(k), value(v) {}
    LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
    LogField(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
    LogField(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
    LogField(std::string_view k, std::floating_point auto v)
        : key(k), value(static_cast<double>(v)) {}
    LogField(std::string_view k, std::signed_integral auto v)
        : key(k), value(static_cast<std::int64_t>(v)) {}
    LogField(std::string_view k, std::unsigned_integral auto v)
        : key(k), value(static_cast<std::uint64_t>(v)) {}
};
using LogFields = std::initializer_list<LogField>;

/// `{"time":"2024-06-01T12:00:00.000001Z","level":"info","category":"engine","event":"target_state",
/// "fields":{"target":"Shop"}}` without the line end. Valid JSON whatever the bytes: control
/// characters are escaped, invalid UTF-8 is replaced by U+FFFD, NaN and infinities are null.
std::string log_line_json(WallTime time, LogLevel level, std::string_view category,
                          std::string_view event, LogFields fields);
/// `2024-06-01 12:00:00.000 info engine target_state target=Shop`, UTC, no control characters.
std::string log_line_text(WallTime time, LogLevel level, std::string_view category,
                          std::string_view event, LogFields fields);
/// RFC 3339 in UTC with microseconds: "2024-06-01T12:00:00.000001Z".
std::string rfc3339(WallTime time);
/// What rfc3339() wrote, with or without the fraction; nullopt where it is anything else.
std::optional<WallTime> parse_rfc3339(std::string_view text);

/// Thread-safe. No call throws or fails: a full disk or a file that can't be opened is told on
/// stderr, once, and the agent goes on.
class Log {
 public:
    struct Options {
        std::string file;  ///< empty: no file
        LogLevel level = LogLevel::info;
        bool console = false;  ///< readable lines on stderr too (-v)
        LogLevel console_level = LogLevel::info;
        std::size_t file_size = 10UL * 1024 * 1024;  ///< DESIGN §4: 10 MB …
        std::size_t files = 5;                       ///< … × 5, the current one included
        std::function<WallTime()> now;               ///< empty: the system's clock
    };
    explicit Log(Options options);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    void event(LogLevel level, std::string_view category, std::string_view event,
               LogFields fields = {});
    /// Ask before building something expensive, such as a packet in hex.
    [[nodiscard]] bool enabled(LogLevel level) const;
    /// Of the file; takes effect at once (hot reload).
    void set_level(LogLevel level);
    /// What the console still holds is written. The file is never behind: each line is one
    /// write(2).
    void flush();
    /// True while lines reach the file.
    [[nodiscard]] bool writing() const;

 private:
    struct Sinks;
    std::unique_ptr<Sinks> sinks_;
};

/// Bytes as "4500 0054 …" in hex, for packets at level debug.
std::string hex(const void* data, std::size_t size);

}  // namespace traypulse
