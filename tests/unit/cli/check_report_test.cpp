#include "agent/cli/check_report.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace traypulse;
using namespace traypulse::cli;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

CheckSpec page() {
    CheckSpec spec{CheckKind::https, "a.b", 443};
    spec.path = "/";
    return spec;
}

CheckOutcome well() {
    CheckOutcome out;
    out.status = CheckStatus::ok;
    out.took = 123ms + 456us;
    out.address = *IpAddress::parse("192.0.2.1");
    out.phases = {{"name", 3ms}, {"first_byte", 100ms}};
    out.facts = {{"http_status", "200"}, {"answer", "a"}, {"answer", "b"}};
    return out;
}

}  // namespace

TEST_CASE("check: a good outcome for a person and for a script") {
    CHECK(check_text("https://a.b", well()) ==
          "https://a.b  123 ms  from 192.0.2.1  (name 3 ms, first byte 100 ms)\n"
          "    HTTP status: 200\n    answer: a\n    answer: b\n");
    const auto line = json::parse(check_json("https://a.b", page(), WallTime(1s), well()));
    CHECK(line["type"] == "check");
    CHECK(line["target"] == "https://a.b");
    CHECK(line["check"] == "https://a.b/");
    CHECK(line["address"] == "192.0.2.1");
    CHECK(line["time"] == "1970-01-01T00:00:01.000000Z");
    CHECK(line["status"] == "ok");
    CHECK(line["took_us"] == 123456.0);
    CHECK(line["phases_us"]["first_byte"] == 100000.0);
    CHECK(line["facts"]["http_status"] == json::array({"200"}));
    CHECK(line["facts"]["answer"] == json::array({"a", "b"}));
    CHECK_FALSE(line.contains("reason"));
    CHECK_FALSE(line.contains("warning"));
}

TEST_CASE("check: a failure says why, a warning warns") {
    CheckOutcome out;
    out.status = CheckStatus::wrong_answer;
    out.reason = "HTTP 503 where 2xx was expected";
    CHECK(check_text("x", out) == "x  wrong answer\n    HTTP 503 where 2xx was expected\n");
    const auto line = json::parse(check_json("x", page(), {}, out));
    CHECK(line["address"] == nullptr);
    CHECK(line["took_us"] == nullptr);
    CHECK(line["reason"] == "HTTP 503 where 2xx was expected");
    auto warned = well();
    warned.warning = "the certificate expires in 9 days";
    CHECK(check_text("x", warned).find("    warning: the certificate expires in 9 days\n") !=
          std::string::npos);
}

TEST_CASE("check: what a server says does not reach the terminal as control characters") {
    auto out = well();
    out.facts = {{"banner", "a\x1b[31mb\n"}};
    out.reason = "\x07";
    for (const char c : check_text("x", out)) CHECK((c >= ' ' || c == '\n'));
    out.facts = {{"banner", "\xff\xfe"}};
    CHECK(json::accept(check_json("x", page(), {}, out)));
}
