#include "agent/ui/window/outage_rows.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace traypulse::ui;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kNow{std::chrono::seconds(1'717'329'600)};

/// Minutes before now stand for the clock.
std::string minutes_ago(WallTime at) {
    return "-" +
           std::to_string(std::chrono::duration_cast<std::chrono::minutes>(kNow - at).count());
}

OutageRecord shop_down() {
    OutageRecord o;
    o.id = 7;
    o.cause = Cause::target_down;
    o.confidence = Confidence::likely;
    o.began = kNow - 10min;
    o.ended = kNow - 8min - 20s;
    o.how = "recovered";
    o.affected = {"Shop"};
    o.evidence = {{"Router (192.0.2.1)", "answers, 1 ms", kNow - 9min}};
    return o;
}

}  // namespace

TEST_CASE("an outage is a row of words") {
    auto lasting = shop_down();
    lasting.id = 8;
    lasting.cause = Cause::provider_outage;
    lasting.confidence = Confidence::certain;
    lasting.ended.reset();
    lasting.affected = {"Shop", "Office"};
    const auto rows = outage_rows({lasting, shop_down()}, kNow, &minutes_ago);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0] ==
          OutageRow{8, "-10", "Provider outage", "10 min so far", "Shop, Office", "certain"});
    CHECK(rows[1] == OutageRow{7, "-10", "Shop is down", "1 min 40 s", "Shop", "likely"});
}

TEST_CASE("its evidence is what was seen, line by line, and how it ended") {
    const auto words = outage_evidence(shop_down(), &minutes_ago);
    CHECK(words.find("\n-9  Router (192.0.2.1): answers, 1 ms\n") != std::string::npos);
    CHECK(words.ends_with("\n-8  It ended: recovered."));
    auto bare = shop_down();
    bare.evidence.clear();
    bare.ended.reset();
    CHECK(outage_evidence(bare, &minutes_ago).ends_with("\nNo evidence was kept of it."));
}
