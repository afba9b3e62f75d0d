#include "agent/cli/moment.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>

using namespace traypulse;
using namespace traypulse::cli;
using namespace std::chrono_literals;

namespace {

/// 2024-06-01 12:00:00 UTC, which is 14:00 in Central Europe.
constexpr WallTime kMidday{std::chrono::seconds(1'717'243'200)};

WallTime moment(const char* text) {
    const auto parsed = parse_moment(text);
    REQUIRE_MESSAGE(parsed.ok(), text);
    return resolve(parsed.value(), kMidday);
}

struct CentralEurope {
    CentralEurope() {
        ::setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
        ::tzset();
    }
    ~CentralEurope() {
        ::unsetenv("TZ");
        ::tzset();
    }
    CentralEurope(const CentralEurope&) = delete;
    CentralEurope& operator=(const CentralEurope&) = delete;
};

}  // namespace

TEST_CASE("moments: so long ago, exact, of the local day") {
    const CentralEurope zone;
    CHECK(moment("now") == kMidday);
    CHECK(moment("7d") == kMidday - 168h);
    CHECK(moment("90m") == kMidday - 90min);
    CHECK(moment("all") == WallTime{});
    CHECK(moment("36500d") == WallTime{});  // never before 1970
    CHECK(moment("2024-06-01T12:00:00Z") == kMidday);
    CHECK(moment("2024-06-01T14:00:00+02:00") == kMidday);
    CHECK(moment("2024-06-01 14:00") == kMidday);
    CHECK(moment("2024-06-01T14:00:05") == kMidday + 5s);
    CHECK(moment("2024-06-01") == kMidday - 14h);
    CHECK(moment("today") == kMidday - 14h);
    CHECK(moment("yesterday") == kMidday - 38h);
    CHECK(moment("2024-01-15 13:00") == WallTime(std::chrono::seconds(1'705'320'000)));  // winter
}

TEST_CASE("what is no moment is refused with what can be written") {
    for (const char* wrong :
         {"", "noon", "7", "7 days", "2024-13-01", "2024-02-30", "2024-06-01 25:00", "2024-06-01x",
          "-7d", "1969-01-01", "2024-06-01 14:00:61"}) {
        const auto parsed = parse_moment(wrong);
        REQUIRE_MESSAGE(!parsed.ok(), wrong);
        CHECK(parsed.error().remedy.find("2024-06-01") != std::string::npos);
    }
}
