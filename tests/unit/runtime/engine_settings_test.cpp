#include "agent/runtime/engine_settings.h"

#include <doctest/doctest.h>

#include "agent/config/parse.h"

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

EngineSettings of(const char* text) {
    const auto parsed = config::parse(text, "f");
    for (const auto& problem : parsed.problems) FAIL_CHECK(problem.text());
    return runtime::engine_settings(parsed.settings);
}

}  // namespace

TEST_CASE("anchors that are written down and no targets are watched unseen, and rarely") {
    const auto s = of(R"([anchors]
addresses = ["192.0.2.9", "192.0.2.8", "2001:db8:0::9"]
[[target]]
name = "Seen"
check = "192.0.2.9"
[[target]]
name = "Seen too"
check = "icmp6://2001:db8::9"
)");
    REQUIRE(s.targets.size() == 3);
    CHECK(s.targets[0].role == TargetRole::anchor);
    CHECK_FALSE(s.targets[0].hidden);
    CHECK(s.targets[1].role == TargetRole::anchor);
    CHECK(s.targets[2].check.host == "192.0.2.8");
    CHECK(s.targets[2].hidden);
    CHECK_FALSE(s.targets[2].notify);
    CHECK(s.targets[2].role == TargetRole::anchor);
    CHECK(s.targets[2].interval == 10s);
}

TEST_CASE("nothing is sent that the person did not write down") {
    CHECK(of("[[target]]\ncheck = \"192.0.2.1\"\n").targets.size() == 1);
    CHECK(of("[anchors]\nname = \"example.com\"\n").targets.empty());
    CHECK_FALSE(of("").portal_check);
    CHECK(of("[anchors]\nportal = \"http://example.com/\"\n").portal_check);
}

TEST_CASE("a hidden anchor's name meets no other") {
    const auto s =
        of("[anchors]\naddresses = [\"192.0.2.9\"]\n"
           "[[target]]\nname = \"Anchor 192.0.2.9\"\ncheck = \"192.0.2.1\"\n");
    REQUIRE(s.targets.size() == 2);
    CHECK(s.targets[0].name != s.targets[1].name);
}

TEST_CASE("the rules of alerting come from the configuration") {
    const auto s = of(
        "[alerts]\nlatency_warning = \"80ms\"\nquiet_hours = \"22:00-07:00\"\nreminder = \"1h\"\n"
        "[[target]]\ncheck = \"192.0.2.1\"\n[[maintenance]]\ndays = [\"sat\"]\n");
    CHECK(s.alerts.quiet == DailySpan{22 * 60, 7 * 60});
    CHECK(s.alerts.reminder == 1h);
    CHECK(s.alerts.maintenance.size() == 1);
    CHECK(s.targets[0].latency_warning == 80ms);
    CHECK(s.both_families);
}
