// Mutes, quiet hours, flapping and the calendar of maintenance, each alone.
#include <doctest/doctest.h>

#include "agent/engine/flap_watch.h"
#include "agent/engine/maintenance.h"
#include "agent/engine/mutes.h"
#include "agent/engine/quiet_hours.h"

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

/// Sunday, 2026-01-04, 00:00 UTC.
constexpr WallTime kSunday{std::chrono::seconds(1767484800)};

std::string utc_clock(WallTime t) {
    const auto minute = utc_minute(t) % kDayMinutes;
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(minute / 60) + ":" + two(minute % 60);
}

WallTime at(int day, std::chrono::minutes of_day) {
    return kSunday + std::chrono::hours(24 * day) + of_day;
}

}  // namespace

TEST_CASE("the week begins on Sunday") {
    CHECK(utc_minute(kSunday) == 0);
    CHECK(utc_minute(kSunday - 1us) == kWeekMinutes - 1);
    CHECK(utc_minute(at(6, 23h + 59min)) == kWeekMinutes - 1);
    CHECK(utc_minute(WallTime{}) == 4 * kDayMinutes);  // 1970-01-01 was a Thursday
    CHECK(utc_minute(WallTime{} - 1us) == 4 * kDayMinutes - 1);
}

TEST_CASE("quiet hours over midnight, with both edges") {
    QuietHours q(utc_minute, utc_clock);
    CHECK_FALSE(q.now(kSunday));
    CHECK_FALSE(q.next_look(kSunday));
    q.configure(DailySpan{22 * 60, 7 * 60});
    CHECK(q.reason(at(0, 0min)) == "quiet hours until 07:00");
    CHECK(q.now(at(0, 7h) - 1us));
    CHECK_FALSE(q.now(at(0, 7h)));
    CHECK_FALSE(q.now(at(0, 22h) - 1us));
    CHECK(q.now(at(6, 22h)));
    CHECK(q.next_look(at(0, 6h + 50min)) == at(0, 7h));
    CHECK(q.next_look(at(0, 21h + 59min)) == at(0, 22h));
    // Where the time zone changes in between, the edge moves: it is looked for again.
    CHECK(*q.next_look(at(0, 12h)) <= at(0, 12h + 30min));
}

TEST_CASE("the summary is bounded, and keeps what is open") {
    QuietHours q(utc_minute, utc_clock);
    q.began(OutageId(1), "Open is down", kSunday);
    for (std::uint32_t i = 2; i < 40; ++i) {
        q.began(OutageId(i), "Shop is down", kSunday);
        q.over(OutageId(i), 1min);
    }
    const auto s = q.take();
    CHECK(s.title == "During the quiet hours: 39 events");
    CHECK(s.open == std::vector<OutageId>{OutageId(1)});
    CHECK(s.body.find("Open is down, and still is so") != std::string::npos);
    CHECK(s.body.find("… and 31 more") != std::string::npos);
    CHECK_FALSE(q.anything());
}

TEST_CASE("what was part of something else is not in the summary") {
    QuietHours q(utc_minute, utc_clock);
    q.began(OutageId(1), "Shop is down", kSunday);
    q.dropped(OutageId(1));
    q.over(OutageId(2), 1min);  // never was in it
    CHECK_FALSE(q.anything());
}

TEST_CASE("three outages within the window, and not one less") {
    FlapWatch f;
    const FlapWatch::Key shop{Cause::target_down, TargetId(1)};
    MonoTime now{1h};
    CHECK_FALSE(f.outage(shop, now));
    CHECK_FALSE(f.outage(shop, now + 5min));
    CHECK_FALSE(f.outage(shop, now + 10min));  // the first is too long ago
    CHECK_FALSE(f.unstable(shop));
    CHECK(f.outage(shop, now + 12min));
    CHECK(f.unstable(shop));
    CHECK_FALSE(f.outage(shop, now + 13min));  // said once
    CHECK(f.outages(shop) == 4);
    f.moved(shop, now + 14min);
    CHECK(f.next_deadline() == now + 24min);
    CHECK(f.take_steady(now + 24min - 1ns).empty());
    CHECK(f.take_steady(now + 24min) == std::vector{shop});
    CHECK_FALSE(f.unstable(shop));
    CHECK_FALSE(f.next_deadline());
}

TEST_CASE("an outage that was another's is taken back") {
    FlapWatch f;
    const FlapWatch::Key shop{Cause::target_down, TargetId(1)};
    MonoTime now{1h};
    f.outage(shop, now);
    f.outage(shop, now + 1min);
    f.take_back(shop);
    CHECK_FALSE(f.outage(shop, now + 2min));
    f.forget(TargetId(1));
    CHECK_FALSE(f.outage(shop, now + 3min));
}

TEST_CASE("mutes end by time, by recovery or by word") {
    Mutes m;
    m.target("Shop", std::nullopt);
    m.target("Office", kSunday + 1h);
    m.cause(Cause::provider_outage, std::nullopt);
    CHECK(m.next_end() == kSunday + 1h);
    CHECK_FALSE(m.expire(kSunday + 59min));
    CHECK(m.expire(kSunday + 1h));
    CHECK(m.reason_of("Office", utc_clock).empty());
    CHECK_FALSE(m.recovered(Cause::target_down, {"Office"}));
    CHECK(m.recovered(Cause::target_down, {"Office", "Shop"}));
    CHECK_FALSE(m.unmute_target("Shop"));
    CHECK(m.unmute_cause(Cause::provider_outage));
    CHECK(m.reason(utc_clock).empty());
    m.all(std::nullopt);
    CHECK(m.reason(utc_clock) == "notifications are muted until the outage is over");
    CHECK(m.nothing_is_wrong());
    CHECK_FALSE(m.everything());
}

TEST_CASE("a saved mute of a cause that is not known is left out") {
    PauseState state;
    state.muted_causes = {{"sunspots", std::nullopt}, {"dns_failing", std::nullopt}};
    Mutes m;
    m.restore(state);
    CHECK(m.causes().size() == 1);
    PauseState again;
    m.save(again);
    CHECK(again.muted_causes.size() == 1);
}

TEST_CASE("the calendar knows both edges and the next one") {
    MaintenanceCalendar c(utc_minute);
    TargetSpec shop;
    shop.name = "Shop";
    Maintenance once;
    once.targets = {"Shop"};
    once.begin = at(1, 10h);
    once.end = at(1, 11h);
    Maintenance weekly;
    weekly.days = {1};
    weekly.span = DailySpan{10 * 60 + 30, 12 * 60};
    c.configure({once, weekly});
    CHECK_FALSE(c.until(shop, at(1, 10h) - 1us));
    CHECK(c.until(shop, at(1, 10h)) == at(1, 11h));
    CHECK(c.until(shop, at(1, 10h + 30min)) == at(1, 12h));  // the last end of several
    CHECK_FALSE(c.until(shop, at(1, 12h)));
    CHECK(c.until(shop, at(8, 11h)) == at(8, 12h));
    CHECK_FALSE(c.until(shop, at(9, 11h)));
    TargetSpec other;
    other.name = "Other";
    CHECK_FALSE(c.until(other, at(1, 10h + 10min)));
    CHECK(c.until(other, at(1, 11h)));
    CHECK(c.next_look(at(1, 9h + 45min)) == at(1, 10h));
    CHECK(c.next_look(at(1, 10h + 5min)) == at(1, 10h + 30min));
}
