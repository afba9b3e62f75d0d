#include "agent/config/day_time.h"

#include <algorithm>
#include <ctime>

#include "shared/ascii.h"

namespace traypulse::config {
namespace {

/// Two digits; -1 for anything else.
int two_digits(std::string_view text) {
    if (text.size() != 2 || !std::all_of(text.begin(), text.end(), ascii::is_digit)) return -1;
    return (text[0] - '0') * 10 + (text[1] - '0');
}

WallTime utc_time(const toml::date& date, const toml::time& time) {
    const std::chrono::year_month_day day{
        std::chrono::year(date.year), std::chrono::month(date.month), std::chrono::day(date.day)};
    return WallTime(std::chrono::sys_days(day).time_since_epoch()) + std::chrono::hours(time.hour) +
           std::chrono::minutes(time.minute) + std::chrono::seconds(time.second);
}

std::optional<WallTime> local_time(const toml::date& date, const toml::time& time) {
    std::tm local{};
    local.tm_year = date.year - 1900;
    local.tm_mon = date.month - 1;
    local.tm_mday = date.day;
    local.tm_hour = time.hour;
    local.tm_min = time.minute;
    local.tm_sec = time.second;
    local.tm_isdst = -1;  // whichever holds on that day
    const auto since_epoch = std::mktime(&local);
    if (since_epoch == static_cast<std::time_t>(-1)) return std::nullopt;
    return WallTime(std::chrono::seconds(since_epoch));
}

}  // namespace

std::optional<int> parse_day_minute(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const int hour = two_digits(text.substr(0, 2));
    const int minute = two_digits(text.substr(3));
    if (hour == 24 && minute == 0) return 0;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
    return hour * 60 + minute;
}

std::optional<DailySpan> parse_day_span(std::string_view text) {
    constexpr std::size_t kDash = 5;
    if (text.size() != 2 * kDash + 1 || text[kDash] != '-') return std::nullopt;
    const auto from = parse_day_minute(text.substr(0, kDash));
    const auto to = parse_day_minute(text.substr(kDash + 1));
    if (!from || !to || *from == *to) return std::nullopt;
    return DailySpan{*from, *to};
}

std::optional<WallTime> wall_time_of(const toml::node& node) {
    if (const auto* date = node.as_date()) return local_time(date->get(), {});
    const auto* written = node.as_date_time();
    if (written == nullptr) return std::nullopt;
    const auto& value = written->get();
    if (!value.offset) return local_time(value.date, value.time);
    return utc_time(value.date, value.time) - std::chrono::minutes(value.offset->minutes);
}

}  // namespace traypulse::config
