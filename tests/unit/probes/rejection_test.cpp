#include <doctest/doctest.h>

#include "agent/probes/helper_channel.h"

using namespace traypulse;
using protocol::RejectReason;

TEST_CASE("every refusal is a sentence: what was asked, what is allowed, what to do") {
    for (int reason = 1; reason <= 9; ++reason) {
        const auto e =
            rejection_text({ProbeId(1), static_cast<RejectReason>(reason), 5'000'000, 10'000'000});
        CHECK_FALSE(e.what.empty());
        CHECK_FALSE(e.remedy.empty());
    }
    const auto e =
        rejection_text({ProbeId(1), RejectReason::interval_too_short, 5'000'000, 10'000'000});
    CHECK(e.text() ==
          "interval too short: 5 ms asked, 10 ms allowed: use an interval of 10 ms or more");
}
