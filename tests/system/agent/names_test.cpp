// Names: looked up by the agent, again and again; a DNS failure is DNS's own, and no target's.
#include <doctest/doctest.h>

#include "tests/system/agent/town.h"

using namespace std::chrono_literals;
using namespace traypulse::test;
using Texts = std::vector<std::string>;

namespace {

/// A look-up that ends in silence takes some seconds, and refreshes wait for the least TTL: 10 s.
constexpr auto kDnsPatience = 3 * kPatience;

std::string addresses_of(const Home& home, const std::string& target) {
    std::string out;
    for (const auto& e : home.log("address"))
        if (e["fields"]["target"] == target) out += e["fields"]["address"].get<std::string>() + " ";
    return out;
}

std::string cause(const Home& home) {
    return first(home.json({"status", "--json"}), "verdict")["cause"];
}

Texts verdicts(const Home& home) {
    Texts out;
    for (const auto& e : home.log("verdict")) out.push_back(e["fields"]["cause"]);
    return out;
}

/// However it fails, it is a DNS failure: the targets answer, and are never called down.
void judge_failing_resolver(const std::string& kind) {
    Namespace space;
    Simulation net(kTown);
    net.tell("dns name shop.test a 10.99.20.1 ttl 10");
    Home home;
    home.configure(head("200ms", "180ms") + target("Router", "icmp://@router") +
                   target("Shop", "shop.test") + target("Bakery", "10.99.20.2"));
    Agent agent(home);
    const Texts targets{"Router", "Shop", "Bakery"};
    REQUIRE(agent.become(targets));

    net.tell("dns " + kind + " on");
    REQUIRE(eventually(kDnsPatience, [&] { return agent.announced().size() == 1; }));
    CHECK(agent.announced()[0].starts_with("Names are not resolved. "));
    CHECK(cause(home) == "dns_failing");
    CHECK(agent.all(targets));
    const auto replies = net.count("10.99.20.1").replies;
    CHECK(eventually(kPatience, [&] { return net.count("10.99.20.1").replies > replies + 3; }));

    net.tell("dns " + kind + " off");
    REQUIRE(eventually(kDnsPatience, [&] { return agent.announced().size() == 2; }));
    CHECK(agent.announced()[1].starts_with("Back online. The DNS failure lasted "));
    agent.finish();
    CHECK(verdicts(home) == Texts{"none", "dns_failing", "none"});
    for (const auto& t : targets) CHECK(home.transitions(t) == Texts{"unknown → up"});
}

}  // namespace

TEST_CASE("a name that resolves late is watched from then on, and followed to its new address") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(head("200ms", "180ms") + target("Router", "icmp://@router") +
                   target("Shop", "shop.test"));
    Agent agent(home);
    REQUIRE(agent.become({"Router"}));
    REQUIRE(eventually(kPatience, [&] { return home.logged("start_failed") >= 1; }));
    const auto failure = home.log("start_failed")[0]["fields"]["error"].get<std::string>();
    CHECK(failure.find("the name shop.test does not exist") != std::string::npos);
    CHECK(home.state("Shop") == "unknown");
    CHECK(cause(home) == "none");  // the resolver answers, it knows no such name

    net.tell("dns name shop.test a 10.99.20.1 ttl 10");
    REQUIRE(agent.become({"Shop"}));

    net.tell("host 10.99.20.7");
    net.tell("dns name shop.test none");
    net.tell("dns name shop.test a 10.99.20.7 ttl 10");
    REQUIRE(eventually(kDnsPatience,
                       [&] { return addresses_of(home, "Shop") == "10.99.20.1 10.99.20.7 "; }));
    REQUIRE(eventually(kPatience, [&] { return home.transitions("Shop").size() == 3; }));
    const auto old = net.count("10.99.20.1").requests;
    REQUIRE(eventually(kPatience, [&] { return net.count("10.99.20.7").replies > 5; }));
    CHECK(net.count("10.99.20.1").requests == old);
    // A new address is no outage, and nothing that was known about the old one counts for it.
    CHECK(home.transitions("Shop") == Texts{"unknown → up", "up → unknown", "unknown → up"});
    CHECK(agent.announced().empty());
}

TEST_CASE("a resolver that answers SERVFAIL fails, and not its targets") {
    judge_failing_resolver("servfail");
}
TEST_CASE("a resolver that is silent fails, and not its targets") {
    judge_failing_resolver("silent");
}
TEST_CASE("a resolver that refuses fails, and not its targets") {
    judge_failing_resolver("refused");
}

TEST_CASE("a name that is gone is no failure of DNS, and its last address is still watched") {
    Namespace space;
    Simulation net(kTown);
    net.tell("dns name shop.test a 10.99.20.1 ttl 10");
    Home home;
    home.configure(head("200ms", "180ms") + target("Shop", "shop.test") +
                   target("Bakery", "10.99.20.2"));
    Agent agent(home);
    REQUIRE(agent.become({"Shop", "Bakery"}));
    const auto asked = net.queries("shop.test");
    net.tell("dns nxdomain on");
    REQUIRE(eventually(kDnsPatience, [&] { return net.queries("shop.test") >= asked + 4; }));
    CHECK(cause(home) == "none");
    CHECK(agent.all({"Shop", "Bakery"}));
    CHECK(agent.announced().empty());
}

TEST_CASE("another resolver is asked as soon as resolv.conf names it") {
    Namespace space;
    Simulation net(kTown);
    net.tell("dns at 10.99.0.54");
    net.tell("dns name shop.test a 10.99.20.1 ttl 10");
    Home home;
    home.configure(head("200ms", "180ms") + target("Resolver", "icmp://@resolver") +
                   target("Shop", "shop.test"));
    net.tell("host 10.99.0.54");
    space.set_resolver("10.99.0.55");  // nobody is there
    Agent agent(home);
    REQUIRE(eventually(kDnsPatience, [&] { return home.logged("failed") >= 1; }));
    CHECK(home.state("Shop") == "unknown");
    space.set_resolver("10.99.0.54");
    REQUIRE(eventually(kDnsPatience, [&] { return agent.all({"Shop", "Resolver"}); }));
    CHECK(addresses_of(home, "Resolver") == "10.99.0.55 10.99.0.54 ");
}
