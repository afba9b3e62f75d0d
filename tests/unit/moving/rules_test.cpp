// What becomes what, where the whole files of lists_test.cpp do not show it.
#include <doctest/doctest.h>

#include "tests/unit/moving/moving_bench.h"

using namespace traypulse;
using namespace traypulse::test;
using moving::Kind;

namespace {

Moved kuma(const std::string& monitor) {
    return move_in(
        Kind::uptime_kuma,
        "[{\"id\": 1, \"name\": \"It\", \"accepted_statuscodes\": null, " + monitor + "}]");
}

Moved smokeping(const std::string& section) {
    return move_in(Kind::smokeping, "*** Targets ***\n+ it\nhost = a.example\n" + section);
}

Moved blackbox(const std::string& module, const std::string& target = "a.example") {
    return move_in(Kind::blackbox, "modules:\n  m: " + module +
                                       "\n---\nscrape_configs:\n- job_name: j\n  params: {module: "
                                       "[m]}\n  static_configs:\n  - targets: [\"" +
                                       target + "\"]\n");
}

std::string check_of(const Moved& moved) {
    for (const auto& entry : moved.reading.entries)
        if (!entry.keys.empty()) return entry.problem.empty() ? entry.text("check") : entry.problem;
    return "none";
}

}  // namespace

TEST_CASE("Uptime Kuma: numbers as texts and truth as numbers, as copies of its database have") {
    const auto moved = kuma(R"("type": "port", "hostname": "a.example", "port": "22",
                               "interval": "30", "active": 0, "upsideDown": 0)");
    CHECK(check_of(moved) == "tcp://a.example:22");
    CHECK(moved.entry().text("interval") == "30s");
    CHECK(moved.entry().keys.at("enabled") == config::Value(false));
}

TEST_CASE("Uptime Kuma: a keyword that must be absent, other ways to sign in, conditions") {
    CHECK(kuma(R"("type": "keyword", "url": "http://a.example", "keyword": "Error",
                  "invertKeyword": true)")
              .said() ==
          "list:1: \"It\": that the page does not contain \"Error\" is not checked\n");
    CHECK(kuma(R"("type": "http", "url": "http://a.example", "authMethod": "ntlm")")
              .entry()
              .problem == "it signs in by \"ntlm\", which Traypulse can't");
    CHECK(kuma(R"("type": "dns", "hostname": "a.example", "conditions": [{"type": "x"}])").said() ==
          "list:1: \"It\": its conditions on the answer are not kept\n");
    CHECK(check_of(kuma(R"("type": "dns", "hostname": "a.example", "port": 5353,
                           "dns_resolve_server": "2001:db8::53")")) ==
          "dns://[2001:db8::53]:5353/a.example?type=A");
}

TEST_CASE("Uptime Kuma: groups that go in circles, and monitors without a type") {
    const auto moved = move_in(Kind::uptime_kuma, R"({"monitorList": [
        {"id": 1, "name": "A", "type": "group", "parent": 2},
        {"id": 2, "name": "B", "type": "group", "parent": 1},
        {"id": 3, "name": "C", "type": "ping", "hostname": "192.0.2.1", "parent": 1},
        {"id": 4}, 5, null]})");
    CHECK(moved.entry(0).text("group") == "B / A");
    CHECK(moved.entry(1).problem == "it does not say its type");
    CHECK(moved.reading.entries.size() == 2);
}

TEST_CASE("SmokePing: probes by their names alone, where no file defines them") {
    CHECK(check_of(smokeping("probe = FPing6Often\n")) == "icmp6://a.example");
    CHECK(smokeping("probe = FPing6Often\n").said() ==
          "list:2: \"it\": its probe \"FPing6Often\" is not in what was read; it is taken for "
          "FPing6\n");
    CHECK(check_of(smokeping("probe = AnotherDNS\nlookup = b.example\nrecordtype = MX\n")) ==
          "dns://a.example/b.example?type=MX");
    CHECK(check_of(smokeping("probe = EchoPingLDAP\n")) == "tcp://a.example:389");
    CHECK(check_of(smokeping("probe = Curl\nurlformat = http://%host%/%host%?%host\n")) ==
          "http://a.example/a.example?a.example");
    CHECK(smokeping("probe = Curl\n").entry().problem.starts_with("its urlformat is not in"));
    CHECK(smokeping("probe = Qstat\n").entry().problem == "the probe \"Qstat\" has no counterpart");
    CHECK(smokeping("menu = x\n").entry().problem == "no probe is said for it");
    CHECK(smokeping("probe = TCPPing\nport = many\n").entry().problem ==
          "its port \"many\" is none");
}

TEST_CASE("SmokePing: lines that go on, definitions, comments, other sections") {
    const auto moved = move_in(Kind::smokeping, R"(*** General ***
owner = somebody
contact without an equals sign
*** Targets ***
@define NET example.org
probe = FPing   # the usual one
+ it
title = Long \
        title
host = a.NET # NET
)");
    CHECK(check_of(moved) == "icmp://a.example.org");
    CHECK(moved.entry().text("name") == "Long title");
    CHECK(moved.entry().line == 7);
}

TEST_CASE("blackbox_exporter: what a module asks") {
    CHECK(check_of(blackbox("{prober: http}")) == "http://a.example");
    CHECK(check_of(blackbox("{prober: dns}")) == "its module does not say which name to ask for");
    CHECK(check_of(blackbox("{prober: dns, dns: {query_name: b.example}}", "[2001:db8::1]:53")) ==
          "dns://[2001:db8::1]/b.example?type=A");
    const auto any = blackbox(
        "{prober: http, http: {accept_any_response: true, authorization: "
        "{credentials: abc}}}");
    CHECK(any.entry().keys.at("status") == config::Value(std::vector<std::string>{"100-599"}));
    CHECK(any.entry().keys.at("headers") ==
          config::Value(std::vector<std::string>{"Authorization: Bearer abc"}));
    CHECK(blackbox("{prober: http, http: {no_follow_redirects: true}}").entry().keys.at("status") ==
          config::Value(std::vector<std::string>{"2xx"}));
    CHECK(blackbox("{prober: tcp, tcp: {query_response: [{expect: \"^220 .*\"}]}}", "a.example:25")
              .said() ==
          "list:2: module \"m\": query_response: what the server says is not checked\n");
    CHECK(check_of(blackbox("{prober: tcp}")).starts_with("a TCP check needs a port"));
}

TEST_CASE("blackbox_exporter: modules alone have no targets") {
    CHECK(refusal_of(Kind::blackbox, "modules:\n  icmp: {prober: icmp}\n")
              .starts_with("list has no scrape_configs"));
}

TEST_CASE("a host list with names in every way, and repeated hosts") {
    const auto moved = move_in(Kind::fping,
                               "a.example,A\nb.example; B\nc.example \"C c\"\n"
                               "http://d.example/x;y=1, D\nA.example.\n");
    CHECK(moved.entry(0).text("name") == "A");
    CHECK(moved.entry(1).text("name") == "B");
    CHECK(moved.entry(2).text("name") == "C c");
    CHECK(moved.entry(3).text("check") == "http://d.example/x;y=1");
    CHECK(moved.entry(3).text("name") == "D");
    CHECK(moved.entry(4).problem == "line 1 has it already");
}
