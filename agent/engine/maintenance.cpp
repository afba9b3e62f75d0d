#include "agent/engine/maintenance.h"

#include <algorithm>

namespace traypulse {
namespace {

bool covers(const Maintenance& window, const TargetSpec& target) {
    if (window.targets.empty()) return true;
    return std::any_of(window.targets.begin(), window.targets.end(), [&](const auto& name) {
        return name == target.name || (!target.group.empty() && name == target.group);
    });
}

constexpr DailySpan kWholeDay{};

}  // namespace

std::optional<WallTime> MaintenanceCalendar::end_of(const Maintenance& window, WallTime now) const {
    if (window.begin && window.end)
        return now >= *window.begin && now < *window.end ? window.end : std::nullopt;
    const auto span = window.span.value_or(kWholeDay);
    const int at = local_(now);
    std::optional<WallTime> last;
    for (const int day : window.days) {
        // Reaches into the next day where it passes midnight; Saturday's into Sunday.
        const int into = (at - (day * kDayMinutes + span.from) + kWeekMinutes) % kWeekMinutes;
        if (into >= length_of(span)) continue;
        const auto end = minutes_on(now, length_of(span) - into);
        if (!last || end > *last) last = end;
    }
    return last;
}

std::optional<WallTime> MaintenanceCalendar::until(const TargetSpec& target, WallTime now) const {
    std::optional<WallTime> last;
    for (const auto& window : windows_) {
        if (!covers(window, target)) continue;
        const auto end = end_of(window, now);
        if (end && (!last || *end > *last)) last = end;
    }
    return last;
}

std::optional<WallTime> MaintenanceCalendar::next_look(WallTime now) const {
    std::optional<WallTime> next;
    const auto consider = [&](WallTime at) {
        if (at > now && (!next || at < *next)) next = at;
    };
    for (const auto& window : windows_) {
        if (window.begin) consider(*window.begin);
        if (window.end) consider(*window.end);
        if (window.begin) continue;
        const auto span = window.span.value_or(kWholeDay);
        const int at = local_(now);
        for (const int day : window.days)
            for (const int edge : {span.from, span.from + length_of(span)}) {
                const int ahead = (day * kDayMinutes + edge - at + kWeekMinutes) % kWeekMinutes;
                if (ahead > 0) consider(minutes_on(now, ahead));
            }
    }
    return next;
}

}  // namespace traypulse
