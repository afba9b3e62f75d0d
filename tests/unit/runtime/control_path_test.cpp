#include "agent/runtime/control_path.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace traypulse;
using namespace traypulse::control;
using namespace std::chrono_literals;

namespace {

HopView hop(std::uint8_t ttl, const char* address, const char* name, std::uint32_t received) {
    HopView out;
    out.ttl = Ttl(ttl);
    if (address != nullptr) out.routers.push_back({*IpAddress::parse(address), name});
    out.sent = 10;
    out.received = received;
    for (std::uint32_t i = 0; i < received; ++i) out.rtt.add(std::chrono::milliseconds(ttl * 10));
    return out;
}

TargetView followed() {
    PathView path;
    path.since = MonoTime(1h);
    path.reached = true;
    path.hops = {hop(1, "192.0.2.1", "", 10), hop(2, nullptr, "", 0),
                 hop(3, "198.51.100.7", "edge\x1b[31m.example", 5)};
    path.hops[0].routers.push_back({*IpAddress::parse("192.0.2.2"), "b.example"});
    path.hops[1].meaning = LossMeaning::silent;
    path.hops[2].meaning = LossMeaning::real;
    TargetView out;
    out.name = "Shop";
    out.path = std::make_shared<const PathView>(path);
    out.path_mtu = 1400;
    return out;
}

}  // namespace

TEST_CASE("path: why says each hop, what its loss means, and since when the route is this one") {
    Snapshot snapshot;
    snapshot.taken_mono = MonoTime(2h);
    const auto text = path_text(followed(), snapshot);
    CHECK(
        text ==
        "  Shop: 3 hops, unchanged for 1 h, MTU 1400\n"
        "    1  192.0.2.1 or b.example (192.0.2.2)  10 ms\n"
        "    2  does not answer\n"
        "    3  edge?[31m.example (198.51.100.7)  30 ms, loses 50 %, and so does all behind it\n");
}

TEST_CASE("path: a route that ends on the way and loss that is the router's own") {
    auto target = followed();
    auto path = *target.path;
    path.reached = false;
    path.hops = {hop(1, "192.0.2.1", "", 3)};
    path.hops[0].meaning = LossMeaning::local;
    target.path = std::make_shared<const PathView>(path);
    target.path_mtu.reset();
    Snapshot snapshot;
    snapshot.taken_mono = path.since;
    CHECK(path_text(target, snapshot) ==
          "  Shop: 1 hop, and it is not reached\n"
          "    1  192.0.2.1  10 ms, answers rarely, which does not concern the traffic\n");
}

TEST_CASE("path: the same for scripts") {
    const auto target = followed();
    const auto json = path_json(*target.path, target.path_mtu);
    CHECK(json["reached"] == true);
    CHECK(json["mtu"] == 1400);
    REQUIRE(json["hops"].size() == 3);
    CHECK(json["hops"][0]["routers"][1]["name"] == "b.example");
    CHECK(json["hops"][0]["rtt_us"]["avg"] == 10000.0);
    CHECK(json["hops"][1]["rtt_us"] == nullptr);
    CHECK(json["hops"][1]["meaning"] == "silent");
    CHECK(json["hops"][2]["loss"] == 0.5);
    CHECK(path_json(*target.path, std::nullopt)["mtu"] == nullptr);
}
