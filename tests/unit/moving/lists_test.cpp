// Whole files, as other programs have them: beside each stands what is to come of it, as targets
// (.toml) and as remarks (.said).
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "tests/unit/moving/moving_bench.h"

using namespace traypulse;
using namespace traypulse::test;
using moving::Kind;

namespace {

std::string file(const std::string& name) {
    std::ifstream in(std::string(TRAYPULSE_LISTS) + "/" + name);
    REQUIRE_MESSAGE(in, name);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

void comes_to(Kind kind, const std::vector<std::string>& names, const std::string& expected) {
    std::vector<moving::Input> inputs;
    for (const auto& name : names) {
        inputs.push_back({name, file(name)});
        CHECK(moving::recognise(inputs.back().text) == kind);
    }
    const auto moved = move_in(kind, inputs);
    CHECK(moved.toml() == file(expected + ".toml"));
    CHECK(moved.said() == file(expected + ".said"));
}

}  // namespace

TEST_CASE("a list of hosts as fping reads it") {
    comes_to(Kind::fping, {"servers.fping"}, "servers");
}
TEST_CASE("what fping printed") { comes_to(Kind::fping, {"printed.fping"}, "printed"); }
TEST_CASE("SmokePing's targets with their probes") {
    comes_to(Kind::smokeping, {"Targets", "Probes"}, "smokeping");
}
TEST_CASE("Uptime Kuma's backup of version 1") {
    comes_to(Kind::uptime_kuma, {"kuma-v1.json"}, "kuma-v1");
}
TEST_CASE("Uptime Kuma's monitors of version 2, by their numbers") {
    comes_to(Kind::uptime_kuma, {"kuma-v2.json"}, "kuma-v2");
}
TEST_CASE("Prometheus's jobs with blackbox_exporter's modules") {
    comes_to(Kind::blackbox, {"prometheus.yml", "blackbox.yml"}, "blackbox");
}
TEST_CASE("vmPing's favourites") { comes_to(Kind::vmping, {"vmPing.xml"}, "vmping"); }
TEST_CASE("a hosts file") { comes_to(Kind::hosts, {"hosts"}, "hosts-file"); }
