#include "tests/support/simnet/control.h"

#include <doctest/doctest.h>

#include "tests/unit/support/packets.h"

using namespace traypulse::simnet;
using namespace std::chrono_literals;
using traypulse::MonoTime;
using traypulse::Prefix;

namespace {

struct Fixture {
    World world;
    NameServer dns;
    std::string shell;  // what the shell was asked for
    Control control{world,
                    dns,
                    {.link =
                         [this](bool up) {
                             shell = up ? "link up" : "link down";
                             return std::string();
                         },
                     .carrier =
                         [this](bool on) {
                             shell = on ? "carrier on" : "carrier off";
                             return std::string("no cable");
                         },
                     .record =
                         [this](std::size_t n) {
                             shell = "record " + std::to_string(n);
                             return std::string();
                         },
                     .dump =
                         [this](const std::string& file) {
                             shell = "dump " + file;
                             return std::string();
                         },
                     .quit =
                         [this] {
                             shell = "quit";
                             return std::string();
                         }}};
    std::string say(std::string_view line) { return control.execute(line, MonoTime(100s)); }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "settings reach the hosts and prefixes that they name") {
    CHECK(say("prefix 10.99.0.0/16 delay 20ms jitter 1.5ms normal loss 5% hops "
              "10.98.0.1,*,10.98.0.2|10.98.0.3") == "ok");
    const auto& p = world.prefix(*Prefix::parse("10.99.0.0/16"));
    CHECK(p.delay == 20ms);
    CHECK(p.jitter == 1500us);
    CHECK(p.distribution == Jitter::normal);
    CHECK(p.loss == doctest::Approx(0.05));
    REQUIRE(p.hops.size() == 3);
    CHECK(p.hops[1].addresses.empty());
    CHECK(p.hops[2].addresses.size() == 2);

    CHECK(say("host 10.99.1.1 burst 0.01 0.2 flap 10s 500ms duplicate 1 corrupt 0.5 reorder 0.1 "
              "40us ttl 128") == "ok");
    const auto& h = world.host(ip("10.99.1.1"));
    CHECK(h.delay == 20ms);
    CHECK(h.burst->to_good == doctest::Approx(0.2));
    CHECK(h.flap->off == 500ms);
    CHECK(h.flap->since == MonoTime(100s));
    CHECK(h.reorder_by == 40us);
    CHECK(h.ttl == 128);
    CHECK(say("host 10.99.1.1 unreachable prohibited from 10.97.0.1 blackhole 1400 burst off flap "
              "off") == "ok");
    CHECK(h.unreachable == 13);
    CHECK(h.unreachable_from == ip("10.97.0.1"));
    CHECK(h.black_hole);
    CHECK_FALSE(h.burst);
    CHECK_FALSE(h.flap);
    CHECK(say("host fd99::9 unreachable prohibited") == "ok");
    CHECK(world.host(ip("fd99::9")).unreachable == 1);
    CHECK(say("host 10.99.1.1 reset") == "ok");
    CHECK(h.delay == 0ms);
}

TEST_CASE_FIXTURE(Fixture, "a wrong line says what is wrong and changes nothing") {
    CHECK(say("") == "error: missing command");
    CHECK(say("dance") == "error: unknown command 'dance'");
    CHECK(say("host 10.99.1") == "error: '10.99.1' is not an address");
    CHECK(say("prefix 10.99.0.0/33") == "error: '10.99.0.0/33' is not a prefix");
    CHECK(say("host 10.99.1.1 delay") == "error: missing duration");
    CHECK(say("host 10.99.1.1 delay 5") == "error: '5' is not a duration like 20ms, 150us or 1.5s");
    CHECK(say("host 10.99.1.1 loss 101%") ==
          "error: '101%' is not a probability from 0 to 1 (or 0% to 100%)");
    CHECK(say("host 10.99.1.1 delay 9ms loss 7") ==
          "error: '7' is not a probability from 0 to 1 (or 0% to 100%)");
    CHECK(world.host(ip("10.99.1.1")).delay == 0ms);
    CHECK(say("host 10.99.1.1 ttl 0") == "error: '0' is not a number from 1 to 255");
    CHECK(say("host 10.99.1.1 flap 0 5s") == "error: both times of flap must be above 0");
    CHECK(say("host 10.99.1.1 wings 2") == "error: unknown setting 'wings'");
    CHECK(say("host 10.98.0.1 mpls 16004:5") == "error: a label is LABEL:TC:TTL");
    CHECK(say("host 10.98.0.1 mpls 1048576:0:1") ==
          "error: '1048576' is not between 0 and 1048575");
    CHECK(say("host 10.98.0.1 interface sideways eth0") ==
          "error: a role is incoming, sub-ip, outgoing or next-hop");
    CHECK(say("host 10.98.0.1 extensions 2g") == "error: bytes are pairs of hexadecimal digits");
    CHECK(world.host(ip("10.98.0.1")).extensions.empty());
    CHECK(say("stats now") == "error: unexpected 'now'");
    CHECK(say("link sideways") == "error: 'sideways' is neither on nor off");
    CHECK(say("carrier off") == "error: no cable");
}

TEST_CASE_FIXTURE(Fixture, "the way and the counts follow their lines") {
    REQUIRE(say("router 10.99.0.1") == "ok");
    REQUIRE(say("prefix 10.99.0.0/16") == "ok");
    CHECK(ask(world, echo("10.99.1.1")).size() == 1);
    CHECK(say("provider down") == "ok");
    CHECK(ask(world, echo("10.99.1.1")).empty());
    CHECK(ask(world, echo("10.99.0.1")).size() == 1);
    CHECK(say("provider up 4") == "ok");
    CHECK(say("router down 6") == "ok");
    CHECK(ask(world, echo("10.99.1.1")).size() == 1);
    CHECK(say("router down") == "ok");
    CHECK(ask(world, echo("10.99.0.1")).empty());
    CHECK(say("count 10.99.1.1") == "ok requests=3 replies=2 lost=1 errors=0");
    CHECK(say("stats") ==
          "ok received=5 sent=3 requests=5 replies=3 refused=0 fragments=0 waiting=0");
    CHECK(say("clear") == "ok");
    CHECK(say("count 10.99.1.1") == "ok requests=0 replies=0 lost=0 errors=0");
}

TEST_CASE_FIXTURE(Fixture,
                  "the name server is scripted, and the shell asked for what the model can't do") {
    CHECK(say("dns at 10.99.0.53") == "ok");
    CHECK(say("dns name shop.test a 10.99.3.1 ttl 5") == "ok");
    CHECK(say("dns name shop.test aaaa fd99::3:1") == "ok");
    CHECK(say("dns servfail on") == "ok");
    CHECK(say("dns servfail off") == "ok");
    CHECK(say("dns count shop.test") == "ok queries=0");
    CHECK(say("dns name shop.test none") == "ok");
    CHECK(say("dns name shop.test a shop") == "error: 'shop' is not an address");
    CHECK(say("dns dances") == "error: unknown word 'dances' behind dns");
    CHECK(say("link down") == "ok");
    CHECK(shell == "link down");
    CHECK(say("record 500") == "ok");
    CHECK(shell == "record 500");
    CHECK(say("dump /tmp/x") == "ok");
    CHECK(shell == "dump /tmp/x");
    CHECK(say("quit") == "ok");
    CHECK(shell == "quit");
}
