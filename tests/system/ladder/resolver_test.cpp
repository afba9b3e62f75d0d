// Names by c-ares against the simulated network's name server: each failure by its own name.
#include <doctest/doctest.h>

#include "agent/probes/name_resolver.h"
#include "shared/uv_handle.h"
#include "tests/support/namespace.h"
#include "tests/support/simulation.h"

using namespace traypulse;
using namespace traypulse::test;
using namespace std::chrono_literals;

namespace {

struct Rig {
    uv_loop_t loop{};
    std::optional<NameResolver> resolver;
    Rig() {
        uv_loop_init(&loop);
        resolver.emplace(&loop);
    }
    ~Rig() {
        resolver.reset();
        uv_run(&loop, UV_RUN_DEFAULT);
        CHECK(uv_loop_close(&loop) == 0);
    }
    Result<Resolved> look(const std::string& host, FamilyWish wish = FamilyWish::any) {
        std::optional<Result<Resolved>> found;
        resolver->lookup(host, wish, [&](Result<Resolved> r) { found = std::move(r); });
        while (!found) uv_run(&loop, UV_RUN_ONCE);
        return *found;
    }
};

}  // namespace

TEST_CASE("names are resolved with their TTL, in either family, from DNS and from the hosts file") {
    Namespace space({.hosts = "10.99.8.8 inhouse.test\n"});
    Simulation net(
        {"dns name shop.test a 10.99.3.1 ttl 42", "dns name shop.test aaaa fd99::3:1 ttl 42"});
    Rig rig;
    const auto v4 = rig.look("shop.test", FamilyWish::ipv4);
    REQUIRE(v4.ok());
    CHECK(v4.value().addresses[0].text() == "10.99.3.1");
    CHECK(v4.value().ttl == 42s);
    const auto v6 = rig.look("shop.test", FamilyWish::ipv6);
    REQUIRE(v6.ok());
    CHECK(v6.value().addresses[0].text() == "fd99::3:1");
    CHECK(rig.look("shop.test").value().addresses.size() == 2);
    CHECK(rig.look("inhouse.test").value().addresses[0].text() == "10.99.8.8");
    CHECK(rig.look("localhost", FamilyWish::ipv4).value().addresses[0].text() == "127.0.0.1");
}

TEST_CASE("no such name, a failing server and a silent one are three things") {
    Namespace space;
    Simulation net({"dns name shop.test a 10.99.3.1 ttl 42"});
    Rig rig;
    CHECK(rig.look("nosuch.test").error().code == ErrorCode::name_not_found);
    CHECK(rig.look("shop.test", FamilyWish::ipv6).error().code == ErrorCode::name_not_found);
    net.tell("dns servfail on");
    CHECK(rig.look("shop.test").error().code == ErrorCode::name_server_failed);
    net.tell("dns servfail off");
    net.tell("dns silent on");
    const auto silent = rig.look("shop.test");
    CHECK(silent.error().code == ErrorCode::name_timeout);
    CHECK(silent.error().text() == "no DNS resolver answers for shop.test: see /etc/resolv.conf");
    net.tell("dns silent off");
    CHECK(rig.look("shop.test").ok());
}

TEST_CASE("another resolv.conf is used after reload") {
    Namespace space({.resolver = "10.99.0.54"});
    Simulation net({"dns name shop.test a 10.99.3.1 ttl 42"});
    Rig rig;
    CHECK_FALSE(rig.look("shop.test").ok());
    space.set_resolver("10.99.0.53");
    rig.resolver->reload();
    CHECK(rig.look("shop.test").ok());
}
