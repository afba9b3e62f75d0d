// Documents and how they are asked for, without a network.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <sstream>

#include "agent/metrics/http_request.h"
#include "agent/metrics/page.h"
#include "tests/support/fleet_of.h"

using namespace std::chrono_literals;
using namespace traypulse;
using namespace traypulse::scrape;

namespace {

TargetView view(std::uint32_t id, const std::string& name, const std::string& check) {
    TargetView out;
    out.id = TargetId(id);
    out.name = name;
    out.check = check;
    out.state = TargetState::up;
    return out;
}

protocol::ProbeResult echo(protocol::Outcome outcome, Nanoseconds rtt = {}) {
    protocol::ProbeResult out{};
    out.outcome = outcome;
    out.rtt = Rtt(rtt);
    return out;
}

struct World {
    Snapshot snapshot;
    ProbeCounts probes;
    OutageCounts outages;
    std::vector<OutageRecord> open;
    std::vector<HookFigures> hooks;
    [[nodiscard]] std::string page(Format format = Format::openmetrics) const {
        auto facts = facts_of(snapshot, probes, outages, open);
        facts.hooks = hooks;
        facts.version = "1.2";
        facts.rung = "service";
        Page page(std::make_shared<const Facts>(std::move(facts)), format);
        auto out = page.next(std::numeric_limits<std::size_t>::max());
        CHECK(page.complete());
        return out;
    }
};

bool has(const std::string& page, const std::string& line) {
    const bool found = ("\n" + page).find("\n" + line + "\n") != std::string::npos;
    CHECK_MESSAGE(found, line << " in\n" << page);
    return found;
}

OutageRecord record(std::uint32_t id, Cause cause, std::vector<std::string> affected = {}) {
    OutageRecord out;
    out.id = id;
    out.cause = cause;
    out.affected = std::move(affected);
    return out;
}

}  // namespace

TEST_CASE("both formats say what they are told to, escaped as each wants it") {
    for (const auto format : {Format::text, Format::openmetrics}) {
        const bool modern = format == Format::openmetrics;
        Exposition out(format);
        out.family(Kind::counter, "a_seconds", "With \"quotes\" and\nlines \\.", "seconds");
        out.value(1.5, {{"x", "a\"b\\c\nd"}});
        out.family(Kind::info, "b", "B.");
        out.value(1, {{"v", "ü"}});
        out.family(Kind::histogram, "c", "C.");
        out.bucket(1, 2, ReadyLabels({{"x", "y"}}));
        out.bucket(1, 4, ReadyLabels({{"x", "z"}}));
        out.bucket(0.0005, 0, {});
        out.bucket(std::numeric_limits<double>::infinity(), 3, {});
        out.part("_count", 3, {});
        out.end();
        const auto text = out.take();
        has(text, "a_seconds_total{x=\"a\\\"b\\\\c\\nd\"} 1.5");
        has(text, "b_info{v=\"ü\"} 1");
        has(text, modern ? "# HELP a_seconds With \\\"quotes\\\" and\\nlines \\\\."
                         : "# HELP a_seconds_total With \"quotes\" and\\nlines \\\\.");
        has(text, modern ? "# TYPE a_seconds counter" : "# TYPE a_seconds_total counter");
        has(text, modern ? "# TYPE b info" : "# TYPE b_info gauge");
        has(text, modern ? "c_bucket{x=\"y\",le=\"1.0\"} 2" : "c_bucket{x=\"y\",le=\"1\"} 2");
        has(text, modern ? "c_bucket{x=\"z\",le=\"1.0\"} 4" : "c_bucket{x=\"z\",le=\"1\"} 4");
        has(text, "c_bucket{le=\"0.0005\"} 0");
        has(text, "c_bucket{le=\"+Inf\"} 3");
        has(text, "c_count 3");
        CHECK((text.find("# UNIT a_seconds seconds\n") != std::string::npos) == modern);
        CHECK(text.ends_with("# EOF\n") == modern);
    }
    CHECK(number_text(0.1) == "0.1");
    CHECK(number_text(0.0005) == "0.0005");
    CHECK(number_text(1718452921.25) == "1718452921.25");
    CHECK(number_text(1718452900) == "1718452900");
    CHECK(number_text(-3) == "-3");
    CHECK(number_text(-1.2345678901234567e-6) == "-0.0000012345678901234567");
    CHECK(number_text(0) == "0");
    CHECK(number_text(1e30) == "1e+30");
    CHECK(number_text(std::nan("")) == "NaN");
    CHECK(number_text(-std::numeric_limits<double>::infinity()) == "-Inf");
}

TEST_CASE("every outcome is counted once, times fall into their buckets") {
    using O = protocol::Outcome;
    World w;
    w.snapshot.targets = {view(1, "Shop", "icmp://192.0.2.1"),
                          view(2, "Site", "https://me.example:8443/x?token=secret")};
    w.probes.result(TargetId(1), echo(O::reply, 1ms));
    w.probes.result(TargetId(1), echo(O::reply, 1001us));
    w.probes.result(TargetId(1), echo(O::reply, 60s));
    for (const auto o : {O::timeout, O::unreachable, O::ttl_exceeded, O::too_big, O::send_failed,
                         O::late, O::duplicate})
        w.probes.result(TargetId(1), echo(o));
    CheckOutcome bad;
    bad.status = CheckStatus::wrong_answer;
    bad.took = 10ms;
    w.probes.outcome(TargetId(2), bad);
    w.probes.result(TargetId(3), echo(O::reply, 1ms));  // hidden, or gone
    const auto page = w.page();
    const std::string shop = R"({target="Shop",check="icmp",)";
    has(page, "traypulse_probe_total" + shop + R"(outcome="ok"} 3)");
    for (const std::string outcome :
         {"timeout", "unreachable", "ttl_exceeded", "too_big", "not_sent"})
        has(page, "traypulse_probe_total" + shop + "outcome=\"" + outcome + "\"} 1");
    has(page, "traypulse_probe_extra_replies_total" + shop + R"(kind="late"} 1)");
    has(page, "traypulse_probe_rtt_seconds_bucket" + shop + R"(le="0.0005"} 0)");
    has(page, "traypulse_probe_rtt_seconds_bucket" + shop + R"(le="0.001"} 1)");
    has(page, "traypulse_probe_rtt_seconds_bucket" + shop + R"(le="0.002"} 2)");
    has(page, "traypulse_probe_rtt_seconds_bucket" + shop + R"(le="10.0"} 2)");
    has(page, "traypulse_probe_rtt_seconds_bucket" + shop + R"(le="+Inf"} 3)");
    has(page, R"(traypulse_probe_rtt_seconds_count{target="Shop",check="icmp"} 3)");
    has(page, R"(traypulse_probe_total{target="Site",check="https",outcome="wrong_answer"} 1)");
    has(page, R"(traypulse_probe_rtt_seconds_count{target="Site",check="https"} 0)");
    has(page,
        R"(traypulse_target_info{target="Site",check="https",host="me.example:8443",group=""} 1)");
    CHECK(page.find("secret") == std::string::npos);
    // What a kind cannot meet has no series.
    CHECK(page.find(shop + "outcome=\"refused\"") == std::string::npos);
    CHECK(page.find("check=\"https\",outcome=\"too_big\"") == std::string::npos);
    w.probes.keep_only(w.snapshot);
    CHECK(w.probes.of(TargetId(3)).answered == 0);
    CHECK(w.probes.of(TargetId(1)).answered == 3);
}

TEST_CASE("of each state set one state holds, and families come once") {
    World w;
    w.snapshot.targets = {view(1, "Shop", "icmp://192.0.2.1")};
    w.snapshot.targets[0].state = TargetState::degraded;
    w.snapshot.verdict.glance = Glance::no_link;
    w.snapshot.verdict.cause = Cause::no_link;
    const auto page = w.page();
    has(page, R"(traypulse_verdict{traypulse_verdict="no_link"} 1)");
    has(page, R"(traypulse_verdict{traypulse_verdict="up"} 0)");
    has(page, R"(traypulse_verdict_cause{cause="no_link"} 1)");
    has(page, R"(traypulse_helper_rung{traypulse_helper_rung="service"} 1)");
    has(page,
        R"(traypulse_target_state{target="Shop",check="icmp",traypulse_target_state="degraded"} 1)");
    std::istringstream in(page);
    std::vector<std::string> families;
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("# TYPE ")) families.push_back(line);
    auto once = families;
    std::sort(once.begin(), once.end());
    CHECK(std::adjacent_find(once.begin(), once.end()) == once.end());
    CHECK(families.size() > 20);
}

TEST_CASE("outages are counted when they begin, their length when they end") {
    World w;
    w.outages.known(7, Cause::no_link);  // of the last run
    auto one = record(8, Cause::target_down, {"Shop"});
    one.began = WallTime(1000s);
    w.outages.on_record(one);
    one.cause = Cause::provider_outage;  // named better
    w.outages.on_record(one);
    w.open = {one};
    w.snapshot.targets = {view(1, "Shop", "icmp://192.0.2.1")};
    const auto page = w.page();
    has(page, R"(traypulse_outage_active{cause="provider_outage"} 1)");
    has(page, R"(traypulse_outage_active{cause="target_down"} 0)");
    has(page, R"(traypulse_outage_start_time_seconds{cause="provider_outage"} 1000)");
    has(page, R"(traypulse_outage_affected{target="Shop",check="icmp",cause="provider_outage"} 1)");
    has(page, R"(traypulse_outage_total{cause="target_down"} 1)");
    has(page, R"(traypulse_outage_total{cause="no_link"} 0)");
    one.ended = WallTime(1060s);
    w.outages.on_record(one);
    auto old = record(7, Cause::no_link);
    old.began = WallTime(500s);
    old.ended = WallTime(510s);
    w.outages.on_record(old);
    w.open.clear();
    const auto after = w.page();
    has(after, R"(traypulse_outage_seconds_total{cause="provider_outage"} 60)");
    has(after, R"(traypulse_outage_seconds_total{cause="no_link"} 10)");
    has(after, R"(traypulse_outage_total{cause="no_link"} 0)");
    CHECK(after.find("traypulse_outage_start_time_seconds{") == std::string::npos);
}

TEST_CASE("a document is the same in whatever pieces it is taken") {
    test::FleetOf fleet(50);
    auto down = record(3, Cause::provider_outage);
    for (const auto& target : fleet.snapshot.targets) down.affected.push_back(target.name);
    fleet.open = {down};
    const auto facts = std::make_shared<const Facts>(fleet.facts());
    for (const auto format : {Format::text, Format::openmetrics}) {
        Page all(facts, format);
        const auto whole = all.next(std::numeric_limits<std::size_t>::max());
        CHECK(all.complete());
        for (const std::size_t bytes : {1U, 100U, 3000U, 65536U}) {
            CAPTURE(bytes);
            Page page(facts, format);
            std::string joined;
            while (!page.complete()) {
                const auto piece = page.next(bytes);
                CHECK(!piece.empty());
                CHECK(piece.size() < bytes + 4000);
                CHECK(piece.back() == '\n');
                joined += piece;
            }
            CHECK(joined == whole);
        }
    }
    // A fleet of nothing has heads only.
    Page none(std::make_shared<const Facts>(), Format::openmetrics);
    CHECK(none.next(std::numeric_limits<std::size_t>::max()).ends_with("# EOF\n"));
}

TEST_CASE("a format is agreed on as RFC 9110 has it") {
    CHECK(negotiated("") == Format::text);
    CHECK(negotiated("*/*") == Format::text);
    CHECK(negotiated("application/openmetrics-text") == Format::openmetrics);
    CHECK(negotiated("application/openmetrics-text; version=\"1.0.0\"; charset=utf-8") ==
          Format::openmetrics);
    CHECK(negotiated("application/openmetrics-text;version=0.0.1") == Format::text);
    CHECK(negotiated("Application/OpenMetrics-Text;version=1.0.0;q=0.5,text/plain;q=0.7") ==
          Format::text);
    CHECK(negotiated("application/openmetrics-text;q=0, text/plain;q=0.1") == Format::text);
    // Prometheus 2.42.
    CHECK(negotiated("application/openmetrics-text;version=1.0.0,"
                     "application/openmetrics-text;version=0.0.1;q=0.75,"
                     "text/plain;version=0.0.4;q=0.5,*/*;q=0.1") == Format::openmetrics);
}

TEST_CASE("a request's head is found and judged") {
    CHECK(head_end("GET / HTTP/1.1\r\nHost: x\r\n") == std::string::npos);
    CHECK(head_end("GET / HTTP/1.1\r\n\r\nrest") == 18);
    CHECK(head_end("GET / HTTP/1.1\n\nrest") == 16);
    const auto status = [](const std::string& host, bool local) {
        return judge("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n", local).status;
    };
    for (const char* host :
         {"localhost", "LocalHost:9847", "127.0.0.1:9847", "[::1]:9847", "[::1]"})
        CHECK_MESSAGE(status(host, true) == 200, std::string(host));
    for (const char* host : {"evil.example", "localhost.evil.example:9847", "", "[::1", "[", ":"})
        CHECK_MESSAGE(status(host, true) == 403, std::string(host));
    CHECK(status("desk.example:9847", false) == 200);
    CHECK(judge("", true).status == 400);
    CHECK(judge("GET\r\n\r\n", true).status == 400);
    CHECK(judge("GET /metrics HTTP/1.1\r\nHost localhost\r\n\r\n", true).status == 400);
    CHECK_FALSE(judge("HEAD /metrics HTTP/1.0\r\n\r\n", true).with_body);
    CHECK(answer_head({405, true, Format::text, "no\n", false}).find("Allow: GET, HEAD\r\n") !=
          std::string::npos);
}
