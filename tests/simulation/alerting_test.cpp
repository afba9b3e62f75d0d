// Whether, when and how often a person is told.
#include "tests/support/doctest_strings.h"

#include "tests/simulation/simulated_world.h"

using namespace traypulse;
using namespace traypulse::simulation;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

Texts titles(const World& w) {
    Texts out;
    for (const auto& t : w.told()) out.push_back(t.notice.title);
    return out;
}

Texts held(World& w) {
    Texts out;
    for (const auto& h : w.look().held_back) out.push_back(h.text + " (" + h.reason + ")");
    return out;
}

/// The world begins on a Monday at 12:00.
EngineSettings quiet_home(int from_hour, int to_hour) {
    auto s = home();
    s.alerts.quiet = DailySpan{from_hour * 60, to_hour * 60};
    return s;
}

/// Down for so long, then up for so long.
void outage(World& w, const char* name, Nanoseconds down, Nanoseconds up) {
    w[name].answers = false;
    w.run_for(down);
    w[name].answers = true;
    w.run_for(up);
}

}  // namespace

TEST_CASE("quiet hours: nothing is told, and afterwards everything in one notice") {
    World w(quiet_home(13, 15));
    w.run_for(70min);  // 13:10
    outage(w, "Shop", 12min, 8min);
    w["Office"].answers = false;
    w.run_for(80min);  // 14:50
    CHECK(w.told().empty());
    CHECK(w.look().verdict.cause == Cause::target_down);  // the icon tells the truth all the time
    const auto reasons = held(w);
    REQUIRE(reasons.size() == 3);
    CHECK(reasons[0] == "Shop is down (quiet hours until 15:00)");
    CHECK(reasons[1] == "Shop is back (quiet hours until 15:00)");
    CHECK(reasons[2] == "Office is down (quiet hours until 15:00)");
    w.run_for(11min);
    REQUIRE(titles(w) == Texts{"During the quiet hours: 2 events"});
    CHECK(w.told()[0].at == 3h);
    CHECK(w.told()[0].notice.body ==
          "13:10 Shop is down, for 12 min\n13:30 Office is down, and still is so");
    CHECK(w.told()[0].notice.kind == NoticeKind::information);
    // What the summary has told of ends like any other.
    w["Office"].answers = true;
    w.run_for(10s);
    CHECK(titles(w) == Texts{"During the quiet hours: 2 events", "Office is back"});
    w.run_for(3h);
    CHECK(w.told().size() == 2);
}

TEST_CASE("an outage that was told before the quiet hours ends within them") {
    World w(quiet_home(13, 15));
    w.run_for(50min);
    w["Shop"].answers = false;
    w.run_for(40min);
    w["Shop"].answers = true;
    w.run_for(2h);
    REQUIRE(titles(w) == Texts{"Shop is down", "During the quiet hours: 1 event"});
    CHECK(w.told()[1].notice.body == "13:30 Shop is back, after 40 min");
    CHECK(std::any_of(w.effects().begin(), w.effects().end(),
                      [](const auto& e) { return std::holds_alternative<effect::Withdraw>(e); }));
}

TEST_CASE("quiet hours over midnight, and clocks that are set, do no harm") {
    World w(seldom(quiet_home(22, 7), 10s));
    w.run_for(11h);  // 23:00
    outage(w, "Shop", 10min, 10min);
    w.step_wall_clock(1h);
    w.run_for(30min);
    w.step_wall_clock(-2h);
    outage(w, "Office", 10min, 10min);
    w.step_wall_clock(1h);
    CHECK(w.told().empty());
    w.run_for(12h);
    REQUIRE(titles(w) == Texts{"During the quiet hours: 2 events"});
    w.run_for(24h);
    CHECK(w.told().size() == 1);  // a night without trouble is not worth a word
}

TEST_CASE("a mute within the quiet hours is obeyed by the summary") {
    World w(quiet_home(13, 15));
    w.run_for(70min);
    w.say(command::MuteTarget{w.id_of("Shop"), Nanoseconds(1h)});
    outage(w, "Shop", 5min, 5min);
    outage(w, "Office", 5min, 2h);
    REQUIRE(titles(w) == Texts{"During the quiet hours: 1 event"});
    CHECK(w.told()[0].notice.body == "13:20 Office is down, for 5 min");
}

TEST_CASE("an outage that lasts is told again, in the same place") {
    auto s = home();
    s.alerts.reminder = 1h;
    World w(s);
    w.run_for(30s);
    w["Shop"].answers = false;
    w.run_for(2h + 10min);
    REQUIRE(titles(w) == Texts{"Shop is down", "Shop is still down", "Shop is still down"});
    CHECK(w.told()[1].notice.outage == w.told()[0].notice.outage);
    CHECK(w.told()[2].notice.body == "For 2 h, since 12:00. Everything else is fine.");
    w["Shop"].answers = true;
    w.run_for(3h);
    CHECK(titles(w).back() == "Shop is back");
    CHECK(w.told().size() == 4);
}

TEST_CASE("a reminder of a wide outage names it; while nothing is seen there is none") {
    auto s = home();
    s.alerts.reminder = 1h;
    World w(s);
    w.run_for(30s);
    for (const char* name : {"Anchor A", "Anchor B", "Shop", "Office"}) w[name].answers = false;
    w.run_for(61min);
    CHECK(titles(w) == Texts{"Provider outage", "Still: Provider outage"});
    w.helper_dies();
    w.run_for(5h);
    CHECK(w.told().size() == 2);
}

TEST_CASE("a reminder that falls into a mute is held back once") {
    auto s = home();
    s.alerts.reminder = 10min;
    World w(s);
    w.run_for(30s);
    w["Shop"].answers = false;
    w.run_for(5min);
    w.say(command::Mute{Nanoseconds(2h)});
    w.run_for(90min);
    CHECK(titles(w) == Texts{"Shop is down"});
    CHECK(held(w) == Texts{"Shop is still down (notifications are muted until 14:05)"});
}

TEST_CASE("one target is muted, the others are told") {
    World w(home());
    w.run_for(30s);
    w.say(command::MuteTarget{w.id_of("Shop"), Nanoseconds(1h)});
    CHECK(w.look().find("Shop")->muted);
    w["Shop"].answers = false;
    w.run_for(60s);
    outage(w, "Office", 60s, 60s);
    CHECK(titles(w) == Texts{"Office is down", "Office is back"});
    CHECK(held(w) == Texts{"Shop is down (Shop is muted until 13:00)"});
    w.run_for(1h);  // it lasts longer than the mute
    CHECK(titles(w).back() == "Shop is down");
    CHECK_FALSE(w.look().find("Shop")->muted);
}

TEST_CASE("a target is muted until it has recovered") {
    World w(home());
    w.run_for(30s);
    w["Shop"].answers = false;
    w.run_for(60s);
    w.say(command::MuteTarget{w.id_of("Shop"), std::nullopt});
    w.run_for(3h);
    CHECK(w.look().find("Shop")->muted);
    w["Shop"].answers = true;
    w.run_for(60s);
    CHECK_FALSE(w.look().find("Shop")->muted);
    outage(w, "Shop", 60s, 60s);
    CHECK(titles(w) == Texts{"Shop is down", "Shop is down", "Shop is back"});
}

TEST_CASE("a cause is muted; unmuted, what still holds is told") {
    World w(home());
    w.run_for(30s);
    w.say(command::MuteCause{Cause::provider_outage, std::nullopt});
    for (const char* name : {"Anchor A", "Anchor B", "Shop", "Office"}) w[name].answers = false;
    w.run_for(60s);
    CHECK(w.told().empty());
    CHECK(held(w).front() == "Provider outage (\"Provider outage\" is muted until it is over)");
    REQUIRE(w.look().muted_causes.size() == 1);
    w.say(command::UnmuteCause{Cause::provider_outage});
    CHECK(titles(w) == Texts{"Provider outage"});
    CHECK(w.look().muted_causes.empty());
}

TEST_CASE("a muted cause is told of again after it is over") {
    World w(home());
    w.run_for(30s);
    w.say(command::MuteCause{Cause::target_down, std::nullopt});
    outage(w, "Shop", 60s, 60s);
    CHECK(w.told().empty());
    outage(w, "Shop", 60s, 60s);
    CHECK(titles(w) == Texts{"Shop is down", "Shop is back"});
}

TEST_CASE("mutes of targets and causes survive a restart") {
    PauseState kept;
    {
        World w(home());
        w.say(command::MuteTarget{w.id_of("Shop"), std::nullopt});
        w.say(command::MuteCause{Cause::provider_outage, Nanoseconds(1h)});
        kept = w.engine().pauses();
    }
    World w(home());
    w.input([&](Instant at) { w.engine().restore(at, kept); });
    CHECK(w.look().find("Shop")->muted);
    CHECK(w.engine().pauses() == kept);
    w.run_for(61min);
    CHECK(w.look().muted_causes.empty());
}

TEST_CASE("a target that keeps going and coming is told of once, and once when it is steady") {
    World w(home());
    w.run_for(30s);
    for (int i = 0; i < 12; ++i) outage(w, "Shop", 30s, 30s);
    REQUIRE(titles(w) == Texts{"Shop is down", "Shop is back", "Shop is down", "Shop is back",
                               "Shop is unstable"});
    CHECK(w.told().back().notice.cause == Cause::unstable);
    CHECK(w.told().back().notice.body.rfind("It went down 3 times in 10 min.", 0) == 0);
    CHECK(held(w).front() == "Shop is down (Shop is unstable, which was said once)");
    w.run_for(9min);
    CHECK(w.told().size() == 5);
    w.run_for(2min);
    CHECK(titles(w).back() == "Shop is stable again");
    w.run_for(2h);
    CHECK(w.told().size() == 6);
    outage(w, "Shop", 30s, 30s);
    CHECK(titles(w).back() == "Shop is back");
}

TEST_CASE("what was unstable and is down for good is told as down") {
    World w(home());
    w.run_for(30s);
    for (int i = 0; i < 4; ++i) outage(w, "Shop", 30s, 30s);
    w["Shop"].answers = false;
    w.run_for(11min);
    CHECK(titles(w).back() == "Shop is down");
    const auto all = titles(w);
    CHECK(std::count(all.begin(), all.end(), "Shop is stable again") == 0);
}

TEST_CASE("a provider that keeps failing is one unstable connection, not unstable targets") {
    World w(home());
    w.run_for(30s);
    for (int i = 0; i < 8; ++i) {
        for (const char* name : {"Anchor A", "Anchor B", "Shop", "Office"}) w[name].answers = false;
        w.run_for(40s);
        for (const char* name : {"Anchor A", "Anchor B", "Shop", "Office"}) w[name].answers = true;
        w.run_for(40s);
    }
    CHECK(titles(w) == Texts{"Provider outage", "Back online", "Provider outage", "Back online",
                             "The connection is unstable"});
    w.run_for(11min);
    CHECK(titles(w).back() == "The connection is stable again");
}

TEST_CASE("seldom enough is not unstable, and zero switches it off") {
    World w(home());
    w.run_for(30s);
    for (int i = 0; i < 5; ++i) outage(w, "Shop", 30s, 6min);
    CHECK(w.told().size() == 10);
    auto s = home();
    s.alerts.flap_outages = 0;
    World off(s);
    off.run_for(30s);
    for (int i = 0; i < 5; ++i) outage(off, "Shop", 30s, 30s);
    CHECK(off.told().size() == 10);
}
