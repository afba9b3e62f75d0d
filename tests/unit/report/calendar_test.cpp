#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>

#include "agent/report/local_time.h"
#include "agent/store/time_text.h"

using namespace traypulse;
using namespace traypulse::report;
using namespace std::chrono_literals;

namespace {

/// The time zone of a test; the former one comes back.
class Zone {
 public:
    explicit Zone(const char* name) {
        const char* old = std::getenv("TZ");
        if (old != nullptr) old_ = old;
        had_ = old != nullptr;
        ::setenv("TZ", name, 1);
        ::tzset();
    }
    ~Zone() {
        had_ ? ::setenv("TZ", old_.c_str(), 1) : ::unsetenv("TZ");
        ::tzset();
    }
    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;

 private:
    std::string old_;
    bool had_ = false;
};

WallTime utc(const char* text) { return *store::parse_time(text); }

}  // namespace

TEST_CASE("days are cut at local midnight; where clocks change they have 23 or 25 hours") {
    const Zone berlin("CET-1CEST,M3.5.0,M10.5.0/3");
    const auto spring = days_of({utc("2024-03-30T12:00:00Z"), utc("2024-04-01T12:00:00Z")});
    REQUIRE(spring.size() == 3);
    CHECK(spring[0].until == utc("2024-03-30T23:00:00Z"));
    CHECK(spring[1].until - spring[1].from == 23h);
    CHECK(spring[2].from == utc("2024-03-31T22:00:00Z"));
    CHECK(spring[2].until == utc("2024-04-01T12:00:00Z"));
    const auto autumn = days_of({utc("2024-10-26T22:00:00Z"), utc("2024-10-27T23:00:00Z")});
    REQUIRE(autumn.size() == 1);
    CHECK(autumn[0].until - autumn[0].from == 25h);
    CHECK(days_of({utc("2024-03-30T12:00:00Z"), utc("2024-03-30T12:00:00Z")}).empty());
    const auto months = months_of({utc("2024-01-15T00:00:00Z"), utc("2024-04-15T00:00:00Z")});
    REQUIRE(months.size() == 4);
    CHECK(months[1].from == utc("2024-01-31T23:00:00Z"));
    CHECK(months[3].from == utc("2024-03-31T22:00:00Z"));
}

TEST_CASE("moments are written in local time, with the offset of that moment") {
    const Zone berlin("CET-1CEST,M3.5.0,M10.5.0/3");
    const auto winter = utc("2024-03-31T00:59:59Z");
    const auto summer = utc("2024-03-31T01:00:00Z");
    CHECK(moment_text(winter) == "2024-03-31 01:59:59");
    CHECK(moment_text(summer) == "2024-03-31 03:00:00");
    CHECK(offset_text(winter) == "UTC+01:00");
    CHECK(offset_text(summer) == "UTC+02:00");
    CHECK(day_name(summer) == "Sun 31 Mar");
    CHECK(month_name(summer) == "March 2024");
    CHECK(hour_of(summer) == 3);
    CHECK(day_begin(summer) == utc("2024-03-30T23:00:00Z"));
    CHECK(month_begin(summer) == utc("2024-02-29T23:00:00Z"));
}

TEST_CASE("zones with half hours, west of Greenwich, and without midnight on one day") {
    {
        const Zone nepal("NPT-5:45");
        CHECK(offset_text(utc("2024-06-01T12:00:00Z")) == "UTC+05:45");
        CHECK(day_begin(utc("2024-06-01T12:00:00Z")) == utc("2024-05-31T18:15:00Z"));
    }
    {
        const Zone newfoundland("NST3:30");
        CHECK(offset_text(utc("2024-06-01T12:00:00Z")) == "UTC-03:30");
    }
    // Clocks go from 23:59:59 to 01:00 in Cairo on 26 April 2024.
    const Zone cairo("EET-2EEST,M4.5.5/0,M10.5.4/24");
    const auto days = days_of({utc("2024-04-25T00:00:00Z"), utc("2024-04-27T12:00:00Z")});
    REQUIRE(days.size() == 3);
    CHECK(days[1].until - days[1].from == 23h);
}
