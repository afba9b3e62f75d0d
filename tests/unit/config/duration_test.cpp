#include "agent/config/duration.h"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using traypulse::config::BareNumber;
using traypulse::config::duration_text;
using traypulse::config::parse_duration;

TEST_CASE("durations are read as a person writes them") {
    CHECK(parse_duration("500ms") == 500ms);
    CHECK(parse_duration("2s") == 2s);
    CHECK(parse_duration("1m30s") == 90s);
    CHECK(parse_duration("1h") == 1h);
    CHECK(parse_duration("1d12h") == 36h);
    CHECK(parse_duration("1.5s") == 1500ms);
    CHECK(parse_duration("0.2s") == 200ms);
    CHECK(parse_duration("250us") == 250us);
    CHECK(parse_duration("0s") == 0s);
}

TEST_CASE("what is no duration is refused") {
    for (const char* text : {"",
                             "2",
                             "s",
                             "2 s",
                             " 2s",
                             "2s ",
                             "-2s",
                             "+2s",
                             "2x",
                             "1s1m",
                             "1s1s",
                             "1.s",
                             ".5s",
                             "1e3s",
                             "2S",
                             "1..5s",
                             "99999999999999999999s",
                             "9999999999d",
                             "1.0000000000000s",
                             "1m 30s"})
        CHECK_MESSAGE(!parse_duration(text), text);
}

TEST_CASE("a bare number means seconds only where that is asked for") {
    CHECK(parse_duration("0.2", BareNumber::seconds) == 200ms);
    CHECK(parse_duration("3", BareNumber::seconds) == 3s);
    CHECK(parse_duration("3m", BareNumber::seconds) == 3min);
    CHECK_FALSE(parse_duration("1m3", BareNumber::seconds));
}

TEST_CASE("a duration is written so that it can be read again") {
    for (const char* text : {"0s", "500ms", "2s", "1m30s", "1h", "1d1h1m1s1ms1us"})
        CHECK(duration_text(*parse_duration(text)) == text);
}
