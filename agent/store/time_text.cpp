#include "agent/store/time_text.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace traypulse::store {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr std::int64_t kSecondMicros = 1'000'000;
/// 9999-12-31T23:59:59.999999Z.
constexpr std::int64_t kLastMicros = 253'402'300'800 * kSecondMicros - 1;

void put_digits(char* to, int digits, std::int64_t value) {
    for (int i = digits - 1; i >= 0; --i, value /= 10) to[i] = static_cast<char>('0' + value % 10);
}

/// Takes exactly so many digits off the front; -1 where they are not there.
int take_digits(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return -1;
    int out = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        out = out * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return out;
}

bool take(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted) return false;
    text.remove_prefix(1);
    return true;
}

/// Microseconds; -1 where there is a point and no digits, or more than nine.
int take_fraction(std::string_view& text) {
    if (!take(text, '.')) return 0;
    int out = 0;
    std::size_t digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; ++digits) {
        if (digits < 6) out = out * 10 + (text.front() - '0');
        text.remove_prefix(1);
    }
    if (digits == 0 || digits > 9) return -1;
    for (; digits < 6; ++digits) out *= 10;
    return out;
}

/// Seconds east of UTC.
std::optional<int> take_offset(std::string_view& text) {
    if (take(text, 'Z') || take(text, 'z')) return 0;
    const bool west = !text.empty() && text.front() == '-';
    if (!take(text, '+') && !take(text, '-')) return std::nullopt;
    const int hours = take_digits(text, 2);
    if (hours < 0 || hours > 23 || !take(text, ':')) return std::nullopt;
    const int minutes = take_digits(text, 2);
    if (minutes < 0 || minutes > 59) return std::nullopt;
    return (west ? -1 : 1) * (hours * 60 + minutes) * 60;
}

}  // namespace

void append_time(std::string& out, WallTime time) {
    const auto us = std::clamp<std::int64_t>(time.time_since_epoch().count(), 0, kLastMicros);
    const auto days = std::chrono::sys_days(std::chrono::days(us / (86'400 * kSecondMicros)));
    const std::chrono::year_month_day date(days);
    const auto in_day = us % (86'400 * kSecondMicros);
    const auto second = in_day / kSecondMicros;
    std::array<char, 27> text{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0', '0', ':',
                              '0', '0', ':', '0', '0', '.', '0', '0', '0', '0', '0', '0', 'Z'};
    put_digits(text.data(), 4, static_cast<int>(date.year()));
    put_digits(&text[5], 2, static_cast<unsigned>(date.month()));
    put_digits(&text[8], 2, static_cast<unsigned>(date.day()));
    put_digits(&text[11], 2, second / 3600);
    put_digits(&text[14], 2, second / 60 % 60);
    put_digits(&text[17], 2, second % 60);
    put_digits(&text[20], 6, in_day % kSecondMicros);
    out.append(text.data(), text.size());
}

std::optional<WallTime> parse_time(std::string_view text) {
    const int year = take_digits(text, 4);
    if (year < 0 || !take(text, '-')) return std::nullopt;
    const int month = take_digits(text, 2);
    if (month < 0 || !take(text, '-')) return std::nullopt;
    const int day = take_digits(text, 2);
    if (day < 0 || !(take(text, 'T') || take(text, 't') || take(text, ' '))) return std::nullopt;
    const int hour = take_digits(text, 2);
    if (hour < 0 || hour > 23 || !take(text, ':')) return std::nullopt;
    const int minute = take_digits(text, 2);
    if (minute < 0 || minute > 59 || !take(text, ':')) return std::nullopt;
    const int second = take_digits(text, 2);
    const int fraction = take_fraction(text);
    const auto offset = take_offset(text);
    if (second < 0 || second > 60 || fraction < 0 || !offset || !text.empty()) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day)));
    if (!date.ok()) return std::nullopt;
    WallTime out = std::chrono::sys_days(date) + std::chrono::hours(hour) +
                   std::chrono::minutes(minute) + seconds(std::min(second, 59)) +
                   microseconds(second == 60 ? kSecondMicros - 1 : fraction);
    out -= seconds(*offset);
    const auto us = out.time_since_epoch().count();
    if (us < 0 || us > kLastMicros) return std::nullopt;
    return out;
}

}  // namespace traypulse::store
