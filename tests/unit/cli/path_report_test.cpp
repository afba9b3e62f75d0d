// What trace and mtu print, and their options.
#include "agent/cli/path_report.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "agent/cli/options.h"

using namespace traypulse;
using namespace traypulse::cli;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const PathSubject kSubject{"shop.example", *IpAddress::parse("203.0.113.7"), TraceMethod::icmp};

PathTrace sample() {
    PathTraceBook book;
    const auto tell = [&](int ttl, PathAnswer::Kind kind, const char* from, Nanoseconds rtt) {
        PathAnswer a;
        a.kind = kind;
        a.ttl = Ttl{static_cast<std::uint8_t>(ttl)};
        a.flow = 1;
        if (*from != 0) a.responder = *IpAddress::parse(from);
        a.rtt = Rtt{rtt};
        book.sent(a.ttl);
        book.answer(a);
    };
    using Kind = PathAnswer::Kind;
    for (int i = 0; i < 3; ++i) {
        tell(1, Kind::router, "192.0.2.1", 1ms);
        tell(2, Kind::silence, "", {});
        tell(3, i == 0 ? Kind::router : Kind::silence, i == 0 ? "192.0.2.3" : "", 2ms);
        tell(4, Kind::target, "203.0.113.7", 10ms + 1ms * i);
    }
    auto out = book.trace();
    out.hops[0].routers[0].name = "router.example";
    return out;
}

std::vector<json> lines(const std::string& text) {
    std::vector<json> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(json::parse(line));
    return out;
}

Error refused(const std::vector<std::string>& arguments) {
    const auto action = parse_arguments(arguments, "1");
    REQUIRE_FALSE(action.ok());
    return action.error();
}

}  // namespace

TEST_CASE("a line a hop, and what it comes to") {
    CHECK(
        trace_text(kSubject, sample(), 3, 30, 1) ==
        "The way to shop.example (203.0.113.7), by ICMP, 3 requests a hop\n"
        "                                 lost     best     mean    worst\n"
        " 1  router.example (192.0.2.1)    0 %     1.00     1.00     1.00 ms\n"
        " 2  *                                  does not answer; the traffic passes\n"
        " 3  192.0.2.3                    67 %     2.00     2.00     2.00 ms  this router answers "
        "rarely; it does not concern the traffic\n"
        " 4  203.0.113.7                   0 %    10.00    11.00    12.00 ms\n"
        "shop.example is reached at hop 4; 0 % lost.\n");
}

TEST_CASE("the same as JSON Lines") {
    const auto all = lines(trace_json(kSubject, sample(), 1));
    REQUIRE(all.size() == 5);
    CHECK(all[0]["type"] == "hop");
    CHECK(all[0]["routers"][0]["name"] == "router.example");
    CHECK(all[1]["routers"].empty());
    CHECK(all[1]["rtt_us"].is_null());
    CHECK(all[2]["meaning"] == "local");
    CHECK(all[2]["received"] == 1);
    CHECK(all[3]["rtt_us"]["avg"] == 11'000.0);
    CHECK(all[3]["routers"][0]["target"] == true);
    CHECK(all[4]["type"] == "trace");
    CHECK(all[4]["end"] == "reached");
    CHECK(all[4]["hops"] == 4);
}

TEST_CASE("each finding of a path MTU has its words and its JSON") {
    PathMtu mtu;
    mtu.finding = MtuFinding::black_hole;
    mtu.mtu = 1420;
    mtu.smallest_lost = 1421;
    const auto text = mtu_text(kSubject, mtu);
    CHECK(
        text.starts_with("The way to shop.example (203.0.113.7) takes packets of 1420 bytes, and "
                         "larger ones vanish without a word (from 1421 bytes on).\n"));
    CHECK(text.find("an MTU of 1420 on this machine's interface") != std::string::npos);
    const auto object = json::parse(mtu_json(kSubject, mtu));
    CHECK(object["finding"] == "black_hole");
    CHECK(object["mtu"] == 1420);
    CHECK(object["router"].is_null());
    std::set<std::string> texts;
    for (const auto finding :
         {MtuFinding::whole, MtuFinding::announced, MtuFinding::black_hole, MtuFinding::small_only,
          MtuFinding::no_answer, MtuFinding::unsure, MtuFinding::unavailable}) {
        mtu.finding = finding;
        const auto said = mtu_text(kSubject, mtu);
        CHECK(said.ends_with(".\n"));
        texts.insert(said);
    }
    CHECK(texts.size() == 7);
}

TEST_CASE("options of both, and what is wrong with them") {
    const auto action = parse_arguments({"trace", "-n", "-q", "5", "-m", "12", "--flows", "4",
                                         "--udp", "--json", "-6", "a.example"},
                                        "1");
    REQUIRE(action.ok());
    const auto* trace = std::get_if<TraceOptions>(&action.value());
    REQUIRE(trace != nullptr);
    CHECK(trace->numeric);
    CHECK(trace->probes == 5);
    CHECK(trace->most_hops == 12);
    CHECK(trace->flows == 4);
    CHECK(trace->path.udp);
    CHECK(trace->path.json);
    CHECK(trace->path.check.kind == CheckKind::icmp6);
    CHECK(trace->path.check.host == "a.example");
    const auto other = parse_arguments({"mtu", "192.0.2.1"}, "1");
    REQUIRE(other.ok());
    CHECK(std::holds_alternative<MtuOptions>(other.value()));
    CHECK(refused({"trace"}).what == "no host to go to");
    CHECK(refused({"mtu", "-6", "192.0.2.1"}).what == "\"192.0.2.1\" is not IPv6");
    CHECK(refused({"trace", "-4", "fe80::1%eth0"}).what == "\"fe80::1%eth0\" is not IPv4");
    CHECK(refused({"trace", "--numerc", "a.example"}).what.find("did you mean") !=
          std::string::npos);
    CHECK(refused({"mtu", "a.example", "b.example"}).what.find("b.example") != std::string::npos);
    refused({"trace", "-q", "0", "a.example"});
    refused({"trace", "-m", "65", "a.example"});
    refused({"trace", "--flows", "17", "a.example"});
}
