#include "agent/ui/graph/local_calendar.h"

#include <chrono>

#include "agent/translations/translate.h"
#include "agent/ui/local_clock.h"
#include "shared/local_time.h"

namespace traypulse::ui::graph {
namespace {

/// Longer spans are told by days, without the time.
constexpr auto kByDays = std::chrono::days(4);
constexpr auto kBySeconds = std::chrono::minutes(10);

/// The time of day, and with it the seconds if they matter.
std::string clock_words(WallTime time, bool seconds) {
    auto clock = clock_text(time);
    if (!seconds) return clock;
    const auto tail = local_text(time, ":%S");
    const auto space = clock.find(' ');  // "2:02 PM"
    return clock.substr(0, space) + tail + (space == clock.npos ? "" : clock.substr(space));
}

bool same_year(WallTime a, WallTime b) { return local_parts(a).tm_year == local_parts(b).tm_year; }

std::string day_words(WallTime time, WallTime now) {
    return local_text(time, same_year(time, now) ? trc("strftime: 3 Jun", "%-d %b")
                                                 : trc("strftime: 3 Jun 2025", "%-d %b %Y"));
}

std::string named_day_words(WallTime time, WallTime now) {
    return local_text(time, same_year(time, now) ? trc("strftime: Tue 3 Jun", "%a %-d %b")
                                                 : trc("strftime: Tue 3 Jun 2025", "%a %-d %b %Y"));
}

bool same_day(WallTime a, WallTime b) {
    const auto x = local_parts(a);
    const auto y = local_parts(b);
    return x.tm_year == y.tm_year && x.tm_yday == y.tm_yday;
}

}  // namespace

std::string moment_words(WallTime time, WallTime now, bool seconds) {
    return trc("a date and a time of day", "{0}, {1}", named_day_words(time, now),
               clock_words(time, seconds));
}

std::string range_words(store::TimeRange range, WallTime now) {
    const auto length = range.until - range.from;
    if (length > kByDays)
        return trc("from one day to another", "{0} to {1}",
                   day_words(range.from, same_year(range.from, range.until) ? range.from : now),
                   day_words(range.until, now));
    const bool seconds = length < kBySeconds;
    return trc("from one moment to another", "{0} to {1}", moment_words(range.from, now, seconds),
               same_day(range.from, range.until) ? clock_words(range.until, seconds)
                                                 : moment_words(range.until, now, seconds));
}

}  // namespace traypulse::ui::graph
