#include "agent/runtime/control_render.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/unit/runtime/sample_snapshot.h"

using namespace traypulse;
using namespace traypulse::control;
using nlohmann::json;

namespace {

std::vector<json> lines_of(const std::string& text) {
    std::vector<json> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(json::parse(line));
    return out;
}

bool has(const std::string& text, std::string_view words) {
    INFO(text);
    CHECK(text.find(words) != std::string::npos);
    return true;
}

}  // namespace

TEST_CASE("status --json has the verdict first, then every target") {
    const auto lines = lines_of(status_json(sample_snapshot(), sample_phrases()));
    REQUIRE(lines.size() == 3);
    CHECK(lines[0]["type"] == "verdict");
    CHECK(lines[0]["cause"] == "target_down");
    CHECK(lines[0]["confidence"] == "likely");
    CHECK(lines[0]["since"] == "2024-06-01T12:00:00.000001Z");
    CHECK(lines[0]["summary"] == "verdict target_down");
    CHECK(lines[0]["affected"] == json::array({"Shöp \"x\"\x1b[31m"}));
    CHECK_FALSE(lines[0].contains("evidence"));
    CHECK(lines[1]["type"] == "target");
    CHECK(lines[1]["name"] == "Router");
    CHECK(lines[1]["check"] == "icmp://@router");
    CHECK(lines[1]["address"] == "192.0.2.1");
    CHECK(lines[1]["state"] == "up");
    CHECK(lines[1]["rtt_us"].get<double>() == doctest::Approx(1234.567));
    CHECK(lines[1]["jitter_us"].get<double>() == doctest::Approx(250));
    CHECK(lines[1]["loss"] == 0.0);
    CHECK(lines[1]["enabled"] == true);
    CHECK(lines[2]["rtt_us"].is_null());
    CHECK(lines[2]["jitter_us"].is_null());
    CHECK(lines[2]["state"] == "down");
}

TEST_CASE("why --json adds evidence and what was held back") {
    const auto lines = lines_of(why_json(sample_snapshot(), sample_phrases()));
    REQUIRE(lines.size() == 3);
    CHECK(lines[0]["evidence"][0]["what"] == "Router (192.0.2.1)");
    CHECK(lines[0]["evidence"][0]["value"] == "answers, 1 ms");
    CHECK(lines[0]["evidence"][0]["time"] == "2024-06-01T12:00:00.000001Z");
    CHECK(lines[0]["held_back"][0]["text"] == "Shop is down");
    CHECK(lines[0]["held_back"][0]["reason"] == "notifications are muted until 15:00");
}

TEST_CASE("waybar gets one object in its own words") {
    auto s = sample_snapshot();
    auto lines = lines_of(status_waybar(s, sample_phrases()));
    REQUIRE(lines.size() == 1);
    CHECK(lines[0]["text"] == "down");
    CHECK(lines[0]["class"] == "down");
    CHECK(lines[0]["tooltip"] == "verdict target_down\nShop down");
    s.verdict.glance = Glance::up;
    lines = lines_of(status_waybar(s, sample_phrases()));
    CHECK(lines[0]["text"] == "2 ms");
    CHECK(lines[0]["class"] == "up");
}

TEST_CASE("people get lines in columns, and no control characters") {
    auto s = sample_snapshot();
    const auto text = status_text(s, sample_phrases());
    has(text, "verdict target_down\n");
    has(text, "  Router         up    1 ms  (192.0.2.1)\n");
    has(text, "  Shöp \"x\"?[31m  down  5 s\n");
    has(text, "muted until 15:00");
    CHECK(text.find('\x1b') == std::string::npos);
    s.targets.clear();
    has(status_text(s, sample_phrases()), "No target is configured.");
}

TEST_CASE("why tells the evidence in order") {
    auto s = sample_snapshot();
    s.paused_all = true;
    s.config_problem = "config.toml:1:1: x.";
    const auto text = why_text(s, sample_phrases());
    has(text, "How sure: likely. Echo requests go by: helper.");
    has(text, "12:00  Router (192.0.2.1): answers, 1 ms");
    has(text, "Affected: Shöp");
    has(text, "Shop is down (notifications are muted until 15:00)");
    has(text, "Paused until resumed.");
    has(text, "config.toml:1:1: x.");
    CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("invalid UTF-8 in a name never breaks the JSON") {
    auto s = sample_snapshot();
    s.targets[0].name = "\xff\xfe";
    CHECK(lines_of(status_json(s, sample_phrases())).size() == 3);
}
