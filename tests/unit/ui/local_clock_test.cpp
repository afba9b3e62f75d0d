#include "agent/ui/local_clock.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

void set_zone(const char* zone) {
    setenv("TZ", zone, 1);
    tzset();
}

const WallTime kEvening{1'700'000'000s};  // 2023-11-14 22:13:20 UTC

}  // namespace

TEST_CASE("the clock is this person's") {
    set_zone("UTC");
    CHECK(ui::clock_text(kEvening) == "22:13");
    set_zone("IST-5:30");
    CHECK(ui::clock_text(kEvening) == "03:43");
}

TEST_CASE("until tomorrow lasts through the night, to the next morning") {
    set_zone("UTC");
    const auto left = ui::until_tomorrow(kEvening);
    CHECK(left == 8h + 46min + 40s);
    CHECK(ui::clock_text(kEvening + std::chrono::duration_cast<WallTime::duration>(left)) ==
          "07:00");
    set_zone("IST-5:30");  // there it is 03:43 already, and tomorrow is the day after
    CHECK(ui::until_tomorrow(kEvening) == 27h + 16min + 40s);
}

TEST_CASE("the night in which the clocks go back is an hour longer") {
    set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
    const WallTime evening{1'698'526'800s};  // Saturday 2023-10-28 23:00 CEST
    CHECK(ui::until_tomorrow(evening) == 9h);
    set_zone("UTC");
}
