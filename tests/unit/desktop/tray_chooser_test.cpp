#include "agent/desktop/tray_chooser.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace traypulse::desktop;
using namespace std::chrono_literals;

namespace {
const MonoTime kStart{100s};
}

TEST_CASE("a StatusNotifier host is taken at once, and goes before XEmbed") {
    TrayChooser chooser(kStart);
    CHECK(chooser.decide(kStart, true, true) == TrayWay::status_notifier);
    CHECK_FALSE(chooser.next_deadline());
}

TEST_CASE("XEmbed only when the bus has said that there is no host") {
    TrayChooser chooser(kStart);
    CHECK(chooser.decide(kStart, std::nullopt, true) == TrayWay::none);
    CHECK(chooser.decide(kStart + 1s, false, true) == TrayWay::xembed);
    CHECK(chooser.decide(kStart + 2s, true, true) == TrayWay::status_notifier);
}

TEST_CASE("a bus that never answers is not waited for") {
    TrayChooser chooser(kStart);
    CHECK(chooser.decide(kStart + TrayChooser::kPatience, std::nullopt, true) == TrayWay::xembed);
}

TEST_CASE("the window comes after patience, not while a panel starts again") {
    TrayChooser chooser(kStart);
    CHECK(chooser.decide(kStart, false, false) == TrayWay::none);
    REQUIRE(chooser.next_deadline());
    CHECK(*chooser.next_deadline() == kStart + TrayChooser::kPatience);
    CHECK(chooser.decide(kStart + TrayChooser::kPatience, false, false) == TrayWay::window);
    // An hour with a panel, then it restarts.
    CHECK(chooser.decide(kStart + 1h, true, false) == TrayWay::status_notifier);
    CHECK(chooser.decide(kStart + 1h + 1s, false, false) == TrayWay::none);
    CHECK(chooser.decide(kStart + 1h + 3s, true, false) == TrayWay::status_notifier);
    CHECK(chooser.decide(kStart + 2h, false, false) == TrayWay::window);
}
