#include "agent/ui/graph/ticks.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "agent/translations/translate.h"
#include "agent/ui/graph/local_calendar.h"
#include "agent/ui/local_clock.h"
#include "shared/local_time.h"

namespace traypulse::ui::graph {
namespace {

using std::chrono::seconds;

enum class Unit : std::uint8_t { clock, days, weeks, months, years };

struct Step {
    Unit unit;
    int count;
    std::int64_t about;  // seconds
};

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 86'400;
constexpr int kLongestMonth = 31;
/// Every offset from UTC that is in use is a multiple of it, so every round local time is as well.
constexpr std::int64_t kOffsetStep = 15 * kMinute;

constexpr std::array kSteps{
    Step{Unit::clock, 1, 1},
    Step{Unit::clock, 2, 2},
    Step{Unit::clock, 5, 5},
    Step{Unit::clock, 10, 10},
    Step{Unit::clock, 15, 15},
    Step{Unit::clock, 30, 30},
    Step{Unit::clock, 60, kMinute},
    Step{Unit::clock, 120, 2 * kMinute},
    Step{Unit::clock, 300, 5 * kMinute},
    Step{Unit::clock, 600, 10 * kMinute},
    Step{Unit::clock, 900, 15 * kMinute},
    Step{Unit::clock, 1800, 30 * kMinute},
    Step{Unit::clock, 3600, kHour},
    Step{Unit::clock, 7200, 2 * kHour},
    Step{Unit::clock, 10'800, 3 * kHour},
    Step{Unit::clock, 21'600, 6 * kHour},
    Step{Unit::clock, 43'200, 12 * kHour},
    Step{Unit::days, 1, kDay},
    Step{Unit::days, 2, 2 * kDay},
    Step{Unit::weeks, 1, 7 * kDay},
    Step{Unit::weeks, 2, 14 * kDay},
    Step{Unit::months, 1, 30 * kDay},
    Step{Unit::months, 3, 91 * kDay},
    Step{Unit::months, 6, 182 * kDay},
    Step{Unit::years, 1, 365 * kDay},
    Step{Unit::years, 2, 730 * kDay},
};

const Step& step_for(store::TimeRange range, int most) {
    const auto length = std::chrono::duration_cast<seconds>(range.until - range.from).count();
    const auto fits = std::find_if(kSteps.begin(), kSteps.end(), [&](const Step& s) {
        return length / s.about <= std::max(most, 1);
    });
    return fits == kSteps.end() ? kSteps.back() : *fits;
}

bool is_midnight(const std::tm& t) { return t.tm_hour == 0 && t.tm_min == 0 && t.tm_sec == 0; }

Tick tick_at(WallTime at, const Step& step) {
    const auto local = local_parts(at);
    switch (step.unit) {
        case Unit::clock:
            if (is_midnight(local))
                return {at, local_text(at, trc("strftime: Tue 3", "%a %-d")), true};
            if (step.count >= kMinute) return {at, clock_text(at), false};
            return {at, local_text(at, "%H:%M:%S"), local.tm_sec == 0};
        case Unit::days:
            if (local.tm_mday == 1)
                return {at, local_text(at, trc("strftime: 3 Jun", "%-d %b")), true};
            return {at, local_text(at, trc("strftime: Tue 3", "%a %-d")), false};
        case Unit::weeks:
            return {at, local_text(at, trc("strftime: 3 Jun", "%-d %b")), local.tm_mday <= 7};
        case Unit::months:
            if (local.tm_mon == 0) return {at, local_text(at, "%Y"), true};
            return {at, local_text(at, "%b"), false};
        case Unit::years:
            break;
    }
    return {at, local_text(at, "%Y"), false};
}

/// Round times of the day. Each moment that may be one is looked at, so an hour that comes twice
/// has its marks twice, and one that is skipped has none.
std::vector<Tick> within_days(store::TimeRange range, const Step& step) {
    std::vector<Tick> out;
    const auto stride = std::gcd<std::int64_t>(step.count, kOffsetStep);
    const auto first = range.from.time_since_epoch().count() / 1'000'000 / stride * stride;
    for (auto at = WallTime(seconds(first)); at < range.until; at += seconds(stride)) {
        if (at < range.from) continue;
        const auto local = local_parts(at);
        const auto of_day = local.tm_hour * kHour + local.tm_min * kMinute + local.tm_sec;
        if (of_day % step.count == 0) out.push_back(tick_at(at, step));
    }
    return out;
}

/// Counted by the calendar, so that every second week is the same one wherever one looks from.
std::int64_t days_since_a_monday(std::tm local) {
    constexpr std::int64_t kFirstMonday = 4;  // 1970-01-05
    return seconds_of_utc(local) / kDay - kFirstMonday;
}

/// The beginning of the step's unit that holds the moment.
std::tm beginning(WallTime at, const Step& step) {
    auto local = local_parts(at);
    local.tm_hour = local.tm_min = local.tm_sec = 0;
    switch (step.unit) {
        case Unit::clock:
            break;
        case Unit::days:
            local.tm_mday -= (local.tm_mday - 1) % step.count;
            break;
        case Unit::weeks:
            local.tm_mday -=
                static_cast<int>(days_since_a_monday(local) % (std::int64_t{7} * step.count));
            break;
        case Unit::months:
            local.tm_mday = 1;
            local.tm_mon -= local.tm_mon % step.count;
            break;
        case Unit::years:
            local.tm_mday = 1;
            local.tm_mon = 0;
            local.tm_year -= local.tm_year % step.count;
            break;
    }
    return local;
}

std::tm next(std::tm local, const Step& step) {
    if (step.unit == Unit::days) local.tm_mday += step.count;
    if (step.unit == Unit::weeks) local.tm_mday += 7 * step.count;
    if (step.unit == Unit::months) local.tm_mon += step.count;
    if (step.unit == Unit::years) local.tm_year += step.count;
    return local;
}

std::vector<Tick> of_days(store::TimeRange range, const Step& step) {
    std::vector<Tick> out;
    for (auto local = beginning(range.from, step);;) {
        const auto at = moment_of(local);
        if (at >= range.until) return out;
        // Every second day begins anew with each month; a mark at the 31st would touch the 1st's.
        const bool odd_one = step.unit == Unit::days && step.count > 1 &&
                             local_parts(at).tm_mday + step.count > kLongestMonth + 1;
        if (at >= range.from && !odd_one) out.push_back(tick_at(at, step));
        local = next(local, step);
        if (step.unit == Unit::days && step.count > 1) local = beginning(moment_of(local), step);
    }
}

}  // namespace

std::vector<Tick> time_ticks(store::TimeRange range, int most) {
    if (range.until <= range.from) return {};
    const auto& step = step_for(range, most);
    return step.unit == Unit::clock ? within_days(range, step) : of_days(range, step);
}

}  // namespace traypulse::ui::graph
