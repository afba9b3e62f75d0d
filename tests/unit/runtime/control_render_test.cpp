#include "agent/runtime/control_render.h"

#include <doctest/doctest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "agent/engine/metrics/target_metrics.h"
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

/// Ten minutes, a request a second; every thirtieth is lost.
std::shared_ptr<const metrics::Report> lossy_report() {
    using namespace std::chrono_literals;
    metrics::TargetMetrics m;
    const auto at = [](std::int64_t s) {
        return Instant{MonoTime(s * 1s), WallTime(1717243200s + s * 1s)};
    };
    for (std::int64_t n = 0; n < 600; ++n) {
        const bool lost = n % 30 == 7;
        m.add({at(n), static_cast<std::uint64_t>(n),
               lost ? metrics::Fate::lost : metrics::Fate::answered, Rtt(lost ? 0ms : 20ms),
               Ttl(57), 1s});
    }
    return std::make_shared<const metrics::Report>(m.report(at(600)));
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

TEST_CASE("status --json shows the metrics of each window, null where nothing can be said") {
    auto s = sample_snapshot();
    CHECK_FALSE(lines_of(status_json(s, sample_phrases()))[1].contains("metrics"));
    s.targets[0].metrics = lossy_report();
    s.targets[1].metrics =
        std::make_shared<const metrics::Report>(metrics::TargetMetrics{}.report(Instant{}));
    const auto lines = lines_of(status_json(s, sample_phrases()));
    const auto& m = lines[1]["metrics"];
    CHECK(m["ttl"] == 57);
    CHECK(m["ttl_changes"] == json::array());
    CHECK(m["1h"]["sent"] == 600);
    CHECK(m["1h"]["lost"] == 20);
    CHECK(m["1h"]["loss"].get<double>() == doctest::Approx(1.0 / 30));
    CHECK(m["1h"]["rtt_us"]["max"] == 20000.0);
    CHECK(m["1h"]["jitter_us"] == 0.0);
    CHECK(m["1h"]["ipdv_us"]["p99"] == 0.0);
    CHECK(m["1h"]["loss_periods"]["count"] == 20);
    CHECK(m["1h"]["loss_periods"]["mean_distance"] == 30.0);
    CHECK(m["1h"]["loss_periods"]["newest"].size() == 5);
    CHECK(m["1h"]["loss_periods"]["newest"][4]["start"] == "2024-06-01T12:09:37.000000Z");
    CHECK(m["1h"]["pattern"] == "periodic");
    CHECK(m["1h"]["pattern_period_s"].get<double>() == doctest::Approx(30).epsilon(0.01));
    CHECK(m["1h"]["gilbert_elliott"].is_null());  // too few
    CHECK(m["1h"]["voice"]["mos"].get<double>() == doctest::Approx(4.1).epsilon(0.02));
    CHECK(m["1m"]["pattern"] == "too_few");
    CHECK(m["5m"]["span_s"] == 300.0);
    const auto& nothing = lines[2]["metrics"]["1m"];
    CHECK(nothing["sent"] == 0);
    CHECK(nothing["loss"].is_null());
    CHECK(nothing["rtt_us"].is_null());
    CHECK(nothing["voice"].is_null());
}

TEST_CASE("why tells how a target loses, and is silent about those that don't") {
    auto s = sample_snapshot();
    CHECK(why_text(s, sample_phrases()).find("Stability") == std::string::npos);
    s.targets[1].metrics = lossy_report();
    const auto text = why_text(s, sample_phrases());
    has(text, "Stability:\n  Shöp \"x\"?[31m: loses 3.3 %, every 30 s (last 5 min), MOS 4.1\n");
    CHECK(text.find("  Router: ") == std::string::npos);
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
