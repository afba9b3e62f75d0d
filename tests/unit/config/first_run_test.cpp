#include "agent/config/first_run.h"

#include <doctest/doctest.h>

#include "agent/config/edit.h"
#include "agent/config/parse.h"

using namespace traypulse;

TEST_CASE("the first configuration has no problem and the four targets") {
    const auto text = config::first_configuration({{"192.0.2.1"}, {"192.0.2.53", "2001:db8::53"}});
    const auto parsed = config::parse(text, "config.toml");
    for (const auto& problem : parsed.problems) FAIL_CHECK(problem.text());
    const auto& targets = parsed.settings.targets;
    REQUIRE(targets.size() == 4);
    CHECK(targets[0].check.uri() == "icmp://@router");
    CHECK(targets[0].role == TargetRole::router);
    CHECK(targets[1].role == TargetRole::resolver);
    CHECK(targets[2].check.host == "1.1.1.1");
    CHECK(targets[2].role == TargetRole::anchor);
    CHECK(targets[3].check.host == "9.9.9.9");
    for (const auto& target : targets) CHECK(target.interval == std::chrono::seconds(2));
}

TEST_CASE("it says what is sent, to whom and how often") {
    const auto text = config::first_configuration({{"192.0.2.1"}, {"192.0.2.53"}});
    for (const char* words :
         {"ICMP echo request", "every 2 seconds", "router", "192.0.2.1", "192.0.2.53", "1.1.1.1",
          "9.9.9.9", "2606:4700:4700::1111", "2620:fe::fe", "every 10 seconds",
          "http://cp.cloudflare.com", "example.com", "once a minute"})
        CHECK_MESSAGE(text.find(words) != std::string::npos, words);
}

TEST_CASE("facts that are missing or hostile do no harm") {
    CHECK(config::parse(config::first_configuration({}), "f").ok());
    const auto text = config::first_configuration({{"x\n[log]\nlevel = 1"}, {""}});
    CHECK(config::parse(text, "f").ok());
    CHECK(text.find("level = 1") == std::string::npos);
}

TEST_CASE("it has anchors of both families, and a page that tells a sign-in page") {
    const auto anchors = config::parse(config::first_configuration({}), "f").settings.anchors;
    CHECK(anchors.written);
    REQUIRE(anchors.addresses.size() == 4);
    CHECK(anchors.addresses[2].find(':') != std::string::npos);
    CHECK(anchors.portal.rfind("http://", 0) == 0);
}

TEST_CASE("its commented keys are right when they are switched on") {
    auto text = config::first_configuration({});
    for (std::size_t at = 0; (at = text.find("# payload", at)) != std::string::npos;)
        text.erase(at, 2);
    for (const char* start : {"# [[target]]\n# name",
                              "# name = \"Shop\"",
                              "# check = \"shop",
                              "# [display]",
                              "# icon =",
                              "# number_in_icon",
                              "# [history]",
                              "# enabled = true",
                              "# sample_days",
                              "# minute_days",
                              "# hour_days",
                              "# max_size_mb",
                              "# [log]",
                              "# level =",
                              "# latency_warning",
                              "# parent =",
                              "# group =",
                              "# notify =",
                              "# both_families",
                              "# [alerts]",
                              "# quiet_hours",
                              "# reminder",
                              "# latency_factor",
                              "# jitter_warning",
                              "# flap_outages",
                              "# flap_window",
                              "# [[maintenance]]",
                              "# targets =",
                              "# days =",
                              "# from =",
                              "# to =",
                              "# [limits]",
                              "# cpu_percent",
                              "# memory_mb",
                              "# slow_on_battery",
                              "# slow_on_metered"}) {
        const auto at = text.find(start);
        REQUIRE_MESSAGE(at != std::string::npos, start);
        text.erase(at, 2);
    }
    const auto parsed = config::parse(text, "f");
    for (const auto& problem : parsed.problems) FAIL_CHECK(problem.text());
    CHECK(parsed.settings.targets.size() == 5);
    CHECK(parsed.settings.alerts.maintenance.size() == 1);
    CHECK(parsed.settings.limits.slow_on_metered);
}
