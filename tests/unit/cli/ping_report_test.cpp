#include "agent/cli/ping_report.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <nlohmann/json.hpp>

using namespace traypulse;
using namespace traypulse::cli;
using namespace std::chrono_literals;
using nlohmann::json;
using protocol::Outcome;
using protocol::ProbeResult;

namespace {

const auto kAddress = *IpAddress::parse("192.0.2.1");

ProbeResult result(std::uint32_t seq, Outcome outcome, Nanoseconds rtt = {}) {
    ProbeResult out;
    out.sequence = Sequence(seq);
    out.outcome = outcome;
    out.sent_at = WallTime(std::chrono::microseconds(1717243200'000001));
    out.rtt = Rtt(rtt);
    if (outcome != Outcome::timeout && outcome != Outcome::send_failed) {
        out.responder = kAddress;
        out.ttl = Ttl(57);
    }
    return out;
}

PingReport started(PingReport::Style style = {}) {
    PingReport out(style);
    out.add("shop.example");
    out.begin(0, kAddress, 56);
    return out;
}

}  // namespace

TEST_CASE("each outcome has its words") {
    PingReport report(PingReport::Style{});
    report.add("shop.example");
    CHECK(report.begin(0, kAddress, 56) == "Pinging shop.example (192.0.2.1) with 56 bytes\n");
    const std::string start = "shop.example (192.0.2.1)  seq ";
    CHECK(report.result(0, result(0, Outcome::reply, 12345678ns)) ==
          start + "0  12.3 ms  ttl 57\n");
    CHECK(report.result(0, result(1, Outcome::timeout)) == start + "1  no answer\n");
    CHECK(report.result(0, result(1, Outcome::late, 1200ms)) ==
          start + "1  answered late, after 1200 ms\n");
    CHECK(report.result(0, result(0, Outcome::duplicate, 13ms)) ==
          start + "0  answered once more, after 13.0 ms\n");
    auto unreachable = result(2, Outcome::unreachable, 1ms);
    unreachable.icmp_type = 3;
    unreachable.icmp_code = 1;
    CHECK(report.result(0, unreachable) == start + "2  host unreachable, says 192.0.2.1\n");
    auto too_big = result(3, Outcome::too_big, 1ms);
    too_big.mtu = 1400;
    CHECK(report.result(0, too_big).find("MTU 1400") != std::string::npos);
    CHECK(report.result(0, result(4, Outcome::ttl_exceeded, 1ms))
              .find("time to live exceeded at 192.0.2.1") != std::string::npos);
    auto failed = result(5, Outcome::send_failed);
    failed.error = ENETUNREACH;
    CHECK(report.result(0, failed).find("not sent: no route") != std::string::npos);
    const auto& t = report.tally(0);
    CHECK(t.sent == 5);
    CHECK(t.received == 1);
    CHECK(t.lost() == 4);
    CHECK(t.late == 1);
    CHECK(t.duplicates == 1);
    CHECK(t.not_sent == 1);
}

TEST_CASE("an address is not written twice") {
    PingReport report(PingReport::Style{});
    report.add("192.0.2.1");
    CHECK(report.begin(0, kAddress, 8) == "Pinging 192.0.2.1 with 8 bytes\n");
}

TEST_CASE("the summary counts and measures") {
    auto report = started();
    for (std::uint32_t i = 0; i < 3; ++i)
        report.result(0, result(i, Outcome::reply, (i + 1) * 10ms));
    report.result(0, result(3, Outcome::timeout));
    CHECK(report.summaries() ==
          "\nshop.example (192.0.2.1): 4 sent, 3 received, 1 lost (25.0 %)\n"
          "  min 10.0 ms  avg 20.0 ms  max 30.0 ms  stddev 8.16 ms\n"
          "  p50 20.0 ms  p95 30.0 ms  p99 30.0 ms  jitter 1.21 ms\n");
    CHECK(report.all_reachable());
}

TEST_CASE("a result in JSON is what DESIGN promises") {
    auto report = started({true, false});
    const auto reply = json::parse(report.result(0, result(7, Outcome::reply, 12345678ns)));
    CHECK(reply["type"] == "result");
    CHECK(reply["target"] == "shop.example");
    CHECK(reply["address"] == "192.0.2.1");
    CHECK(reply["seq"] == 7);
    CHECK(reply["time"] == "2024-06-01T12:00:00.000001Z");
    CHECK(reply["outcome"] == "reply");
    CHECK(reply["rtt_us"].get<double>() == doctest::Approx(12345.678));
    CHECK(reply["ttl"] == 57);
    CHECK(reply["from"] == "192.0.2.1");
    const auto timeout = json::parse(report.result(0, result(8, Outcome::timeout)));
    CHECK(timeout["rtt_us"].is_null());
    CHECK(timeout["ttl"].is_null());
    CHECK(timeout["from"].is_null());
    auto unreachable = result(9, Outcome::unreachable, 1ms);
    unreachable.icmp_code = 13;
    const auto refused = json::parse(report.result(0, unreachable));
    CHECK(refused["icmp_code"] == 13);
    CHECK(refused["rtt_us"].is_null());
    CHECK(refused["reason"].get<std::string>().find("firewall") != std::string::npos);

    const auto summary = json::parse(report.summaries());
    CHECK(summary["type"] == "summary");
    CHECK(summary["sent"] == 3);
    CHECK(summary["received"] == 1);
    CHECK(summary["lost"] == 2);
    CHECK(summary["duplicates"] == 0);
    CHECK(summary["loss"].get<double>() == doctest::Approx(2.0 / 3));
    for (const char* key : {"min", "avg", "max", "stddev", "p50", "p95", "p99"})
        CHECK_MESSAGE(summary["rtt_us"][key].is_number(), key);
    CHECK(summary["jitter_us"].is_number());
}

TEST_CASE("a target that never was has a summary too") {
    PingReport report({true, true});
    report.add("no.example\xff");
    const auto error = json::parse(
        report.failed(0, {ErrorCode::name_not_found, "the name does not exist", "check it"}));
    CHECK(error["type"] == "error");
    CHECK(error["what"] == "the name does not exist");
    const auto summary = json::parse(report.summaries());
    CHECK(summary["address"].is_null());
    CHECK(summary["loss"].is_null());
    CHECK(summary["rtt_us"].is_null());
    CHECK(summary["error"] == "the name does not exist");
    CHECK_FALSE(report.all_reachable());
    PingReport text(PingReport::Style{});
    text.add("no.example");
    CHECK(text.failed(0, {ErrorCode::name_not_found, "the name does not exist", {}}).empty());
    CHECK(text.summaries() == "\nno.example: the name does not exist\n");
}

TEST_CASE("--summary prints nothing else") {
    auto report = started({false, true});
    CHECK(report.result(0, result(0, Outcome::reply, 1ms)).empty());
    CHECK(report.summaries().starts_with(
        "shop.example (192.0.2.1): 1 sent, 1 received, 0 lost (0 %)\n"));
}

TEST_CASE("reachable means all of them") {
    auto report = started();
    report.add("b");
    report.result(0, result(0, Outcome::reply, 1ms));
    CHECK_FALSE(report.all_reachable());
    report.result(1, result(0, Outcome::late, 1ms));
    CHECK_FALSE(report.all_reachable());
    report.result(1, result(1, Outcome::reply, 1ms));
    CHECK(report.all_reachable());
}
