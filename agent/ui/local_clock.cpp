#include "agent/ui/local_clock.h"
#include "agent/translations/translate.h"
#include "agent/ui/twelve_hours.h"
#include "shared/local_time.h"

#include <chrono>

namespace traypulse::ui {
std::string clock_text(WallTime time) {
    const auto text = local_text(time, counts_twelve_hours() ? "%I:%M %p" : "%H:%M");
    const bool padded = counts_twelve_hours() && text.starts_with('0');
    return text.substr(padded ? 1 : 0);
}

std::string recent_moment_text(WallTime time, WallTime now) {
    // A week later the day's name would mean another day.
    constexpr auto kSameName = std::chrono::hours(24 * 6);
    if (now - time >= kSameName) return local_text(time, trc("strftime: 3 June", "%-d %B"));
    return trc("a day and a time of day: Tue 9:12", "{0} {1}", local_text(time, "%a"),
               clock_text(time));
}

Nanoseconds until_tomorrow(WallTime now) {
    std::tm morning = local_parts(now);
    ++morning.tm_mday;  // mktime(3) puts the 32nd right, and the night in which the clocks change
    morning.tm_hour = kMorningHour;
    morning.tm_min = 0;
    morning.tm_sec = 0;
    return moment_of(morning) - now;
}

}  // namespace traypulse::ui
