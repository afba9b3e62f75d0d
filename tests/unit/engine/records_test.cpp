// Outages are remembered with the evidence that was frozen when they began.
#include "tests/support/doctest_strings.h"

#include "agent/engine/dossiers.h"
#include "agent/engine/records.h"

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

constexpr Instant kOpened{MonoTime(1h), WallTime(1000s)};
std::string name(TargetId id) { return "T" + std::to_string(id.value); }
Outage outage(std::uint32_t id) {
    Outage o;
    o.id = OutageId(id);
    o.cause = Cause::target_down;
    o.affected = {TargetId(id)};
    o.began = kOpened;
    return o;
}
std::vector<Evidence> line(const char* what) { return {{what, "", {}}}; }

}  // namespace

TEST_CASE("records: saved when announced, when changed, with evidence, and when over") {
    OutageRecords r;
    std::vector<Effect> out;
    auto o = outage(7);
    r.follow(kOpened, {o}, "home", name, out);
    CHECK(out.empty());  // it may be over before anybody hears of it
    o.announced = o.told = true;
    r.follow(kOpened, {o}, "home", name, out);
    REQUIRE(out.size() == 1);
    CHECK(std::get<effect::SaveOutage>(out[0]).record.affected == std::vector<std::string>{"T7"});
    r.follow(kOpened, {o}, "home", name, out);
    CHECK(out.size() == 1);
    o.affected.push_back(TargetId(8));
    r.follow(kOpened, {o}, "home", name, out);
    r.set_evidence(o.id, line("trace"), out);
    CHECK(out.size() == 3);
    r.close(o.id, kOpened.wall, "recovered", out);
    REQUIRE(out.size() == 4);
    const auto& last = std::get<effect::SaveOutage>(out[3]).record;
    CHECK(last.ended == kOpened.wall);
    CHECK(last.how == "recovered");
    CHECK(last.evidence.size() == 1);
}

TEST_CASE("records: one that is held back is saved after a moment; one that was nothing never") {
    OutageRecords r;
    std::vector<Effect> out;
    r.follow(kOpened, {outage(1), outage(2)}, "", name, out);
    r.close(OutageId(1), kOpened.wall, "recovered", out);
    CHECK(out.empty());
    CHECK(r.all().size() == 1);
    REQUIRE(r.next_deadline());
    r.follow({*r.next_deadline(), kOpened.wall}, {outage(2)}, "", name, out);
    CHECK(out.size() == 1);
    CHECK_FALSE(r.next_deadline());
}

TEST_CASE("records: open ones first, then the newest, and not for ever") {
    OutageRecords r;
    std::vector<Effect> out;
    for (std::uint32_t id = 1; id <= OutageRecords::kMostRecords + 9; ++id) {
        auto o = outage(id);
        o.announced = true;
        r.follow(kOpened, {o}, "", name, out);
        if (id > 1) r.close(o.id, kOpened.wall, "recovered", out);
    }
    const auto all = r.all();
    REQUIRE(all.size() == OutageRecords::kMostRecords);
    CHECK(all[0]->id == 1);
    CHECK(all[1]->id == OutageRecords::kMostRecords + 9);
}

TEST_CASE("dossiers: what is said of the same again takes the place of what was said before") {
    Dossiers d;
    REQUIRE(d.wants(kOpened.mono, TargetId(1), {}));
    const std::vector<Evidence> first{{"Last minute of Router", "up", kOpened.wall},
                                      {"Name look-ups", "answered", kOpened.wall}};
    const std::vector<Evidence> second{{"Last minute of Router", "down", kOpened.wall}};
    d.open(kOpened.mono, TargetId(1), InquiryId(5), first);
    CHECK_FALSE(d.wants(kOpened.mono + 1s, TargetId(2), second));
    const auto lines = d.claim(OutageId(9), {TargetId(1)}, false);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].value == "down");
    CHECK(lines[1].what == "Name look-ups");
}

TEST_CASE("dossiers: what fails together has one; what is no outage is forgotten") {
    Dossiers d;
    REQUIRE(d.wants(kOpened.mono, TargetId(1), {}));
    d.open(kOpened.mono, TargetId(1), InquiryId(5), line("minute of 1"));
    CHECK_FALSE(d.wants(kOpened.mono, TargetId(1), {}));
    CHECK_FALSE(d.wants(kOpened.mono + 1s, TargetId(2), line("minute of 2")));
    CHECK(d.claim(OutageId(9), {TargetId(2)}, false).size() == 2);
    CHECK(d.claim(OutageId(10), {TargetId(3)}, false).empty());
    // What comes later belongs to the outage that followed.
    CHECK(d.add(InquiryId(5), {line("trace"), true}) == std::vector{OutageId(9)});
    CHECK(d.of(OutageId(9)).size() == 3);
    REQUIRE(d.wants(kOpened.mono + 20s, TargetId(4), {}));
    d.open(kOpened.mono + 20s, TargetId(4), InquiryId(6), {});
    d.prune(kOpened.mono + Dossiers::kPatience);
    CHECK(d.size() == 1);
    d.prune(kOpened.mono + 20s + Dossiers::kPatience);
    CHECK(d.size() == 0);
}
