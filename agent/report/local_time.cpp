#include "agent/report/local_time.h"
#include "agent/translations/translate.h"
#include "shared/local_time.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace traypulse::report {
namespace {

WallTime midnight(WallTime time, int days_on, bool of_month) {
    auto parts = local_parts(time);
    parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
    if (of_month) {
        parts.tm_mday = 1;
        parts.tm_mon += days_on;
    } else {
        parts.tm_mday += days_on;
    }
    return moment_of(parts);
}

std::vector<store::TimeRange> cut(store::TimeRange range, bool months) {
    std::vector<store::TimeRange> out;
    for (auto from = range.from; from < range.until;) {
        // Where a clock change leaves midnight out, mktime(3) may give a moment that is not later.
        auto next = midnight(from, 1, months);
        for (int on = 2; next <= from && on < 4; ++on) next = midnight(from, on, months);
        const auto until = std::min(next > from ? next : range.until, range.until);
        out.push_back({from, until});
        from = until;
    }
    return out;
}

}  // namespace

std::string day_name(WallTime time) {
    return local_text(time, trc("strftime: Tue 3 Jun", "%a %-d %b"));
}

std::string month_name(WallTime time) {
    return local_text(time, trc("strftime: June 2025", "%B %Y"));
}

std::string date_text(WallTime time) { return local_text(time, "%Y-%m-%d"); }
std::string clock_text(WallTime time) { return local_text(time, "%H:%M"); }
std::string minute_text(WallTime time) { return local_text(time, "%Y-%m-%d %H:%M"); }
std::string moment_text(WallTime time) { return local_text(time, "%Y-%m-%d %H:%M:%S"); }

long offset_of(WallTime time) { return utc_offset(time); }

std::string offset_text(WallTime time) {
    const auto minutes = offset_of(time) / 60;
    const auto away = minutes < 0 ? -minutes : minutes;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "UTC%c%02ld:%02ld", minutes < 0 ? '-' : '+', away / 60,
                  away % 60);
    return text.data();
}

int hour_of(WallTime time) { return local_parts(time).tm_hour; }
WallTime day_begin(WallTime time) { return midnight(time, 0, false); }
WallTime month_begin(WallTime time) { return midnight(time, 0, true); }

std::vector<store::TimeRange> days_of(store::TimeRange range) { return cut(range, false); }
std::vector<store::TimeRange> months_of(store::TimeRange range) { return cut(range, true); }

}  // namespace traypulse::report
