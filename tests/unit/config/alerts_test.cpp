// [alerts], [[maintenance]], [anchors] and [limits].
#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <string>

#include "agent/config/day_time.h"
#include "agent/config/parse.h"

using namespace std::chrono_literals;
using namespace traypulse;
using config::parse;

namespace {

bool has_words(const std::string& text, std::string_view words) {
    std::string all;
    for (const auto& problem : parse(text, "config.toml").problems) all += problem.text() + "\n";
    INFO(all);
    CHECK(all.find(words) != std::string::npos);
    return true;
}

Settings well(const std::string& text) {
    const auto parsed = parse(text, "config.toml");
    for (const auto& problem : parsed.problems) FAIL_CHECK(problem.text());
    return parsed.settings;
}

const std::string kShop =
    "[[target]]\nname = \"Shop\"\ncheck = \"192.0.2.1\"\ngroup = \"Work\"\n[[maintenance]]\n";

WallTime utc(std::chrono::year_month_day day, std::chrono::minutes of_day) {
    return WallTime(std::chrono::sys_days(day).time_since_epoch()) + of_day;
}

}  // namespace

TEST_CASE("every key of [alerts] is read") {
    const auto a = well(R"([alerts]
latency_factor = 4
jitter_warning = "30ms"
reminder = "2h"
quiet_hours = "22:00-07:30"
flap_outages = 5
flap_window = "20m"
)")
                       .alerts;
    CHECK(a.latency_factor == 4.0);
    CHECK(a.jitter_warning == 30ms);
    CHECK(a.reminder == 2h);
    REQUIRE(a.quiet_hours);
    CHECK(*a.quiet_hours == DailySpan{22 * 60, 7 * 60 + 30});
    CHECK(a.flap_outages == 5);
    CHECK(a.flap_window == 20min);
}

TEST_CASE("without them there are no quiet hours, no reminders and no maintenance") {
    const auto a = well("").alerts;
    CHECK_FALSE(a.quiet_hours);
    CHECK(a.reminder == 0s);
    CHECK(a.latency_factor == 3.0);
    CHECK(a.flap_outages == 3);
    CHECK(a.maintenance.empty());
    CHECK_FALSE(well("[alerts]\nquiet_hours = \"\"\n").alerts.quiet_hours);
}

TEST_CASE("what is wrong in [alerts] has its place and a way out") {
    for (const char* span : {"22-7", "22:00", "22:00-22:00", "25:00-07:00", "22:00-07:60",
                             "22:00 - 07:00", "2200-0700x"})
        has_words("[alerts]\nquiet_hours = \"" + std::string(span) + "\"\n",
                  "config.toml:2:15: \"quiet_hours\" = \"" + std::string(span) +
                      "\" is no span of the day; write it like \"22:00-07:00\"");
    has_words("[alerts]\nlatency_factor = 1.0\n", "at least 1.1");
    has_words("[alerts]\nlatency_factor = -1\n", "not between 0 and 100");
    has_words("[alerts]\nreminder = \"5s\"\n", "not between 1m and 7d, nor 0s");
    has_words("[alerts]\nflap_outages = 1\n", "every outage unstable");
    has_words("[alerts]\nflap_window = \"0s\"\n", "not between 1m and 1d");
    has_words("[alerts]\nquiet_hour = \"22:00-07:00\"\n", "did you mean \"quiet_hours\"?");
}

TEST_CASE("maintenance once: with an offset it is that moment anywhere") {
    const auto m = well(kShop + R"(name = "New disks"
targets = ["Shop"]
begin = 2026-12-24T22:00:00+01:00
end = 2026-12-24T22:30:00Z
)")
                       .alerts.maintenance;
    REQUIRE(m.size() == 1);
    CHECK(m[0].name == "New disks");
    CHECK(m[0].targets == std::vector<std::string>{"Shop"});
    using namespace std::chrono;
    CHECK(*m[0].begin == utc(2026y / 12 / 24, 21h));
    CHECK(*m[0].end == utc(2026y / 12 / 24, 22h + 30min));
}

TEST_CASE("without an offset a date and time are local") {
    const auto m =
        well(kShop + "begin = 2026-07-01T02:00:00\nend = 2026-07-02\n").alerts.maintenance;
    REQUIRE(m.size() == 1);
    for (const auto& [moment, hour, day] :
         {std::tuple(*m[0].begin, 2, 1), std::tuple(*m[0].end, 0, 2)}) {
        const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
        std::tm local{};
        localtime_r(&seconds, &local);
        CHECK(local.tm_hour == hour);
        CHECK(local.tm_mday == day);
    }
}

TEST_CASE("maintenance each week, over midnight, and of whole days") {
    const auto m = well(kShop +
                        "targets = [\"Work\"]\ndays = [\"sat\", \"sun\"]\nfrom = \"23:00\"\n"
                        "to = \"02:00\"\n[[maintenance]]\ndays = [\"mon\"]\n")
                       .alerts.maintenance;
    REQUIRE(m.size() == 2);
    CHECK(m[0].days == std::vector<int>{6, 0});
    CHECK(*m[0].span == DailySpan{23 * 60, 2 * 60});
    CHECK(m[1].targets.empty());
    CHECK_FALSE(m[1].span);
}

TEST_CASE("what is wrong in [[maintenance]]") {
    has_words(kShop + "targets = [\"Shpo\"]\ndays = [\"sat\"]\n",
              "\"Shpo\" is neither a target nor a group of this file (did you mean \"Shop\"?)");
    has_words(kShop + "days = [\"saturday\"]\n", "\"saturday\" is no day; write mon, tue");
    has_words(kShop + "days = []\n", "would never be");
    has_words(kShop + "name = \"x\"\n", "does not say when");
    has_words(kShop + "begin = 2026-12-24T22:00:00Z\n", "needs both");
    has_words(kShop + "begin = 2026-12-24T22:00:00Z\nend = 2026-12-24T22:00:00Z\n",
              "config.toml:7:7: the maintenance ends before it begins");
    has_words(kShop + "begin = \"2026-12-24\"\nend = 2026-12-25\n",
              "\"begin\" must be a date and time without quotes");
    has_words(kShop + "begin = 2026-12-24\nend = 2026-12-25\ndays = [\"sat\"]\n", "not both");
    has_words(kShop + "begin = 2026-12-24\nend = 2026-12-25\nfrom = \"02:00\"\n",
              "belong to \"days\"");
    has_words(kShop + "days = [\"sat\"]\nfrom = \"02:00\"\n", "need each other");
    has_words(kShop + "days = [\"sat\"]\nfrom = \"02:00\"\nto = \"02:00\"\n", "are the same");
    has_words(kShop + "days = [\"sat\"]\nfrom = \"2\"\nto = \"04:00\"\n", "is no time of day");
    has_words("[maintenance]\nname = \"x\"\n", "[[maintenance]], in double brackets");
}

TEST_CASE("times of day") {
    CHECK(config::parse_day_minute("00:00") == 0);
    CHECK(config::parse_day_minute("23:59") == 1439);
    CHECK(config::parse_day_minute("24:00") == 0);
    for (const char* text : {"", "7:00", "24:01", "12:60", "-1:00", "12-00", "12:0a"})
        CHECK_FALSE(config::parse_day_minute(text));
}

TEST_CASE("anchors: addresses of both families, a portal over http, both families") {
    const auto a = well(
                       "[anchors]\naddresses = [\"192.0.2.9\", \"2001:db8::9\"]\n"
                       "portal = \"http://example.com/generate_204\"\nboth_families = false\n")
                       .anchors;
    CHECK(a.written);
    CHECK(a.addresses.size() == 2);
    CHECK(a.portal == "http://example.com/generate_204");
    CHECK_FALSE(a.both_families);
    const auto none = well("").anchors;
    CHECK_FALSE(none.written);
    CHECK(none.portal.empty());
    CHECK_FALSE(well("[anchors]\nname = \"example.com\"\n").anchors.written);
    CHECK(well("[anchors]\nportal = \"\"\n").anchors.portal.empty());
    has_words("[anchors]\nportal = \"https://example.com/\"\n", "must be an http:// address");
    has_words("[anchors]\nportal = \"http://\"\n", "config.toml:2:10:");
}

TEST_CASE("limits: on battery and on metered connections only when wished") {
    CHECK_FALSE(well("").limits.slow_on_battery);
    const auto l =
        well("[limits]\nslow_on_battery = true\nslow_on_metered = true\nmemory_mb = 64\n").limits;
    CHECK(l.slow_on_battery);
    CHECK(l.slow_on_metered);
    CHECK(l.memory_mb == 64);
}
