#include "agent/config/nearest.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace traypulse::config;

TEST_CASE("slips are counted") {
    CHECK(edit_distance("interval", "interval") == 0);
    CHECK(edit_distance("intervall", "interval") == 1);
    CHECK(edit_distance("intreval", "interval") == 1);
    CHECK(edit_distance("Interval", "interval") == 0);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("the probable word is offered, an improbable one is not") {
    const std::vector<std::string> keys{"interval", "timeout", "name", "notify"};
    CHECK(did_you_mean("intervall", keys) == " (did you mean \"interval\"?)");
    CHECK(did_you_mean("tiemout", keys) == " (did you mean \"timeout\"?)");
    CHECK(did_you_mean("inter", keys) == " (did you mean \"interval\"?)");
    CHECK(did_you_mean("colour", keys).empty());
    CHECK(did_you_mean("", keys).empty());
    CHECK(did_you_mean(std::string(100000, 'x'), keys).empty());
}

TEST_CASE("the nearest comes first") {
    const std::vector<std::string> names{"Shop backup", "Shop", "Router"};
    CHECK(nearest("Shp", names, 3) == std::vector<std::string>{"Shop"});
    CHECK(nearest("shop", names, 3) == std::vector<std::string>{"Shop", "Shop backup"});
}
