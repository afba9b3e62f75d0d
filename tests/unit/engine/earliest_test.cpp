#include "tests/support/doctest_strings.h"

#include <algorithm>
#include <vector>

#include "agent/engine/earliest.h"
#include "tests/support/simnet/random.h"

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

std::optional<MonoTime> earliest_of(const std::vector<std::optional<MonoTime>>& all) {
    std::optional<MonoTime> out;
    for (const auto& at : all)
        if (at && (!out || *at < *out)) out = at;
    return out;
}

}  // namespace

TEST_CASE("nothing is due where there are no places, or none has a moment") {
    Earliest due;
    CHECK_FALSE(due.get());
    due.resize(0);
    CHECK_FALSE(due.get());
    due.resize(5);
    CHECK_FALSE(due.get());
    due.set(4, MonoTime(3s));
    CHECK(due.get() == MonoTime(3s));
    due.set(4, std::nullopt);
    CHECK_FALSE(due.get());
}

TEST_CASE("one place is enough") {
    Earliest due;
    due.resize(1);
    due.set(0, MonoTime(2s));
    CHECK(due.get() == MonoTime(2s));
    due.set(0, MonoTime(7s));
    CHECK(due.get() == MonoTime(7s));
}

TEST_CASE("another number of places forgets the moments, the same number does not") {
    Earliest due;
    due.resize(3);
    due.set(2, MonoTime(2s));
    due.resize(3);
    CHECK(due.get() == MonoTime(2s));
    due.resize(4);
    CHECK_FALSE(due.get());
}

TEST_CASE("the earliest is the one that a walk over all places finds, however they move") {
    simnet::Random random(7);
    for (const std::size_t places : {1U, 2U, 3U, 7U, 8U, 9U, 100U}) {
        Earliest due;
        due.resize(places);
        std::vector<std::optional<MonoTime>> all(places);
        for (int i = 0; i < 2000; ++i) {
            const auto place = random.bits() % places;
            all[place] = random.chance(0.3)
                             ? std::nullopt
                             : std::optional(MonoTime(std::chrono::seconds(random.bits() % 50)));
            due.set(place, all[place]);
            REQUIRE(due.get() == earliest_of(all));
        }
    }
}
