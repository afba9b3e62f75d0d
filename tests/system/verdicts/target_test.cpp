// What is broken is not the way out: one family, large packets, a sign-in page, ping alone.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

#include "tests/system/verdicts/street.h"

using namespace traypulse::test;
using namespace std::chrono_literals;

namespace {

std::string web(const std::string& route) {
    return R"({"address": "203.0.113.80", "port": 80, "routes": {"/": )" + route + "}}";
}

const std::string kFree = web(R"({"status": 204})");
const std::string kSignIn =
    web(R"({"status": 302, "headers": {"Location": "http://login.hotel.test/"}})");
const std::string kPortal = "portal = \"http://203.0.113.80/generate_204\"\n";

}  // namespace

TEST_CASE("IPv6 is broken and IPv4 works: one verdict, and no target is down") {
    Neighbourhood net(kStreet);
    for (const char* line : {"host fd99::20:1", "host fd99::10:1", "host fd99::11:1",
                             "dns name shop.test a 10.99.20.1 ttl 3600",
                             "dns name shop.test aaaa fd99::20:1 ttl 3600"})
        net.tell(line);
    Story story(street_head() + target("Router", "icmp://@router") +
                    target("Anchor A", "10.99.10.1", "role = \"anchor\"") +
                    target("Anchor A6", "fd99::10:1", "role = \"anchor\"") +
                    target("Anchor B6", "fd99::11:1", "role = \"anchor\"") +
                    target("Shop", "shop.test"),
                {"Router", "Anchor A", "Anchor A6", "Anchor B6", "Shop"});
    net.tell("provider down 6");
    story.becomes("ipv6_broken");
    CHECK(story.verdict().confidence != "possible");
    net.tell("provider up 6");
    story.ends("IPv6 is broken");
}

TEST_CASE("large packets vanish on the way to a target, and small ones pass") {
    Neighbourhood net(kStreet);
    // A page that takes several packets.
    const auto server = net.web(web(R"({"body": ")" + std::string(20'000, 'x') + "\"}"));
    Story story(
        street_head() + street_targets() +
            target("Website", "http://203.0.113.80/", "interval = \"1s\"\ntimeout = \"1s\""),
        {"Router", "Anchor A", "Shop", "Website"});
    net.web_loses_above(1300, true);
    story.becomes("path_mtu_black_hole");
    CHECK(story.verdict().confidence == "certain");
    CHECK(story.agent.all(kStreetTargets));
    net.web_loses_above(1300, false);
    // The search for the MTU takes about as long as the proof.
    story.ends("Large packets vanish", "Website is down");
}

TEST_CASE("a sign-in page is in the way: captive portal, and where it sends people") {
    Neighbourhood net(kStreet);
    std::optional<Process> server(net.web(kFree));
    Story story(street_head(kPortal) + street_targets(), kStreetTargets);
    server.reset();
    server.emplace(net.web(kSignIn));
    net.tell("provider down");
    story.becomes("captive_portal");
    CHECK(story.verdict().confidence != "possible");
    server.reset();
    server.emplace(net.web(kFree));
    net.tell("provider up");
    story.ends("Sign-in page in the way");
}

TEST_CASE("a target that ignores ping but serves TCP is not down, and is checked that way") {
    Neighbourhood net(kStreet);
    net.web_ignores_echo();
    const auto server = net.web(kFree);
    Story story(street_head() + street_targets() + target("Website", "203.0.113.80"),
                kStreetTargets);
    REQUIRE(eventually(2 * kPatience, [&] {
        const auto all = story.home.json({"status", "--json"});
        return std::any_of(all.begin(), all.end(), [](const Json& t) {
            return t["type"] == "target" && t["name"] == "Website" && t["state"] == "up";
        });
    }));
    REQUIRE(eventually(kPatience, [&] { return story.home.notices().size() == 1; }));
    CHECK(story.home.notices()[0] == "Website does not answer ping");
    CHECK(story.verdict().cause == "none");
    CHECK(story.agent.all(kStreetTargets));
    // Nothing was ever called down.
    for (const auto& change : story.home.transitions("Website"))
        CHECK(change.find("down") == std::string::npos);
    story.agent.finish();
}
