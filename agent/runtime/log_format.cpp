// What a line of the log looks like. Pure.
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <nlohmann/json.hpp>

#include "agent/runtime/log.h"
#include "shared/local_time.h"
#include "shared/plain_text.h"

namespace traypulse {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const LogField::Value& value) {
    return std::visit(
        [](const auto& v) -> Json {
            using T = std::decay_t<decltype(v)>;
            if constexpr (std::is_same_v<T, double>) {
                return std::isfinite(v) ? Json(v) : Json(nullptr);
            } else if constexpr (std::is_same_v<T, std::string_view>) {
                return Json(std::string(v));
            } else {
                return Json(v);
            }
        },
        value);
}

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

struct Civil {
    std::tm parts{};
    long microseconds = 0;
};

Civil civil(WallTime time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return {utc_parts(time), static_cast<long>((time - seconds).count())};
}

std::string stamp(WallTime time, char between, int digits, const char* end) {
    const auto c = civil(time);
    std::array<char, 96> text{};
    const long fraction = digits == 3 ? c.microseconds / 1000 : c.microseconds;
    std::snprintf(text.data(), text.size(), "%04d-%02d-%02d%c%02d:%02d:%02d.%0*ld%s",
                  c.parts.tm_year + 1900, c.parts.tm_mon + 1, c.parts.tm_mday, between,
                  c.parts.tm_hour, c.parts.tm_min, c.parts.tm_sec, digits, fraction, end);
    return text.data();
}

// A terminal obeys control characters; a log must not command one.
}  // namespace

std::string_view to_string(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
        case LogLevel::critical:
            return "critical";
    }
    return "critical";
}

std::string rfc3339(WallTime time) { return stamp(time, 'T', 6, "Z"); }

std::optional<WallTime> parse_rfc3339(std::string_view text) {
    std::tm parts{};
    std::array<char, 7> fraction{'0', '0', '0', '0', '0', '0', '\0'};
    const std::string copy(text);
    int read = 0;
    if (std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &parts.tm_year, &parts.tm_mon,
                    &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &read) != 6)
        return std::nullopt;
    auto rest = std::string_view(copy).substr(static_cast<std::size_t>(read));
    if (rest.starts_with('.')) {
        rest.remove_prefix(1);
        const auto digits = rest.find_first_not_of("0123456789");
        if (digits == 0 || digits == std::string_view::npos || digits > 6) return std::nullopt;
        rest.copy(fraction.data(), digits);
        rest.remove_prefix(digits);
    }
    if (rest != "Z") return std::nullopt;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    const auto given = parts;
    const auto seconds = seconds_of_utc(parts);
    // That makes 1 March of 30 February.
    if (parts.tm_mon != given.tm_mon || parts.tm_mday != given.tm_mday ||
        parts.tm_hour != given.tm_hour || parts.tm_min != given.tm_min ||
        parts.tm_sec != given.tm_sec)
        return std::nullopt;
    return WallTime(std::chrono::seconds(seconds) +
                    std::chrono::microseconds(std::strtol(fraction.data(), nullptr, 10)));
}

std::string log_line_json(WallTime time, LogLevel level, std::string_view category,
                          std::string_view event, LogFields fields) {
    Json line;
    line["time"] = rfc3339(time);
    line["level"] = std::string(to_string(level));
    line["category"] = std::string(category);
    line["event"] = std::string(event);
    Json values = Json::object();
    for (const auto& field : fields) values[std::string(field.key)] = to_json(field.value);
    line["fields"] = std::move(values);
    return dump(line);
}

std::string log_line_text(WallTime time, LogLevel level, std::string_view category,
                          std::string_view event, LogFields fields) {
    std::string out = stamp(time, ' ', 3, "") + " " + std::string(to_string(level)) + " " +
                      std::string(category) + " " + std::string(event);
    for (const auto& field : fields) {
        const auto* text = std::get_if<std::string_view>(&field.value);
        const bool bare = text != nullptr && !text->empty() &&
                          text->find_first_of(" \"=") == std::string_view::npos;
        out += " " + std::string(field.key) + "=" +
               (bare ? std::string(*text) : dump(to_json(field.value)));
    }
    return plain(std::move(out));
}

std::string hex(const void* data, std::size_t size) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto* bytes = static_cast<const unsigned char*>(data);
    std::string out;
    out.reserve(size * 5 / 2);
    for (std::size_t i = 0; i < size; ++i) {
        if (i != 0 && i % 2 == 0) out += ' ';
        out += digits[bytes[i] >> 4U];
        out += digits[bytes[i] & 15U];
    }
    return out;
}

}  // namespace traypulse
