// Outages as `why` shows them: in the list, alone, and as JSON Lines.
#include "agent/runtime/control_outage.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "agent/runtime/control_protocol.h"
#include "agent/runtime/control_server.h"
#include "tests/unit/runtime/sample_snapshot.h"

using namespace traypulse;
using namespace traypulse::control;
using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

OutageRecord provider(std::uint32_t number, bool ended) {
    const WallTime noon{std::chrono::microseconds(1717243200'000001)};
    OutageRecord r;
    r.id = number;
    r.cause = Cause::provider_outage;
    r.confidence = Confidence::likely;
    r.network = "192.0.2.1 00:53:00:12:34:56";
    r.began = noon;
    if (ended) {
        r.ended = noon + 200s;
        r.how = "recovered";
    }
    r.affected = {"Anchor", "Sh\x1b[31mop", "Bakery", "Office"};
    r.told = true;
    r.evidence = {{"Router 192.0.2.1 on eth0", "is there on the local network", noon},
                  {"Trace to Shop (198.51.100.7)", "nothing answers behind step 1", noon + 1s}};
    return r;
}

Snapshot with(const std::vector<OutageRecord>& records) {
    auto s = sample_snapshot();
    for (const auto& r : records) s.outages.push_back(std::make_shared<const OutageRecord>(r));
    return s;
}

std::string ask(const Snapshot& s, const std::string& request) {
    ServerHandler handler;
    handler.snapshot = [&] { return std::make_shared<const Snapshot>(s); };
    handler.phrases = sample_phrases();
    handler.version = "9";
    return answer_to(request, handler);
}

std::vector<Json> lines(const std::string& text) {
    std::vector<Json> out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        out.push_back(Json::parse(text.substr(at, end - at)));
        at = end + 1;
    }
    return out;
}

bool has_part(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("why with a number tells that outage from its beginning, in words") {
    const auto text = outage_text(provider(12, true), sample_snapshot().taken, sample_phrases());
    CHECK(text ==
          "Outage 12: Provider outage\n"
          "The router answers, nothing beyond it does.\n\n"
          "Began:    at 43200\n"
          "Ended:    at 43400 (recovered)\n"
          "Lasted:   3 min 20 s\n"
          "How sure: likely\n"
          "Affected: Anchor, Sh?[31mop, Bakery, Office\n"
          "Told:     yes, by a notification\n"
          "Network:  behind the router 192.0.2.1 00:53:00:12:34:56\n\n"
          "What was seen when it began:\n"
          "  12:00  Router 192.0.2.1 on eth0: is there on the local network\n"
          "  12:00  Trace to Shop (198.51.100.7): nothing answers behind step 1\n");
}

TEST_CASE("an outage that lasts has no end, and one of a target is called by its name") {
    auto record = provider(13, false);
    record.cause = Cause::target_down;
    record.affected = {"Shop"};
    record.told = false;
    record.evidence.clear();
    const auto text = outage_text(record, record.began + 61s, sample_phrases());
    CHECK(has_part(text, "Outage 13: Shop: Down\n"));
    CHECK_FALSE(has_part(text, "Ended"));
    CHECK(has_part(text, "Lasts:    1 min 1 s so far\n"));
    CHECK(has_part(text, "no, no notification was shown"));
    CHECK(has_part(text, "Nothing was written down when it began.\n"));
    // Somebody has set the clock back meanwhile.
    CHECK(has_part(outage_text(record, record.began - 1h, sample_phrases()), "Lasts:    0 s"));
    const auto json = outage_json(record);
    CHECK(json["ended"].is_null());
    CHECK(json["length_s"].is_null());
}

TEST_CASE("the list has all that last and the ten newest that have ended") {
    std::vector<OutageRecord> records{provider(30, false), provider(29, false)};
    for (std::uint32_t n = 28; n > 10; --n) records.push_back(provider(n, true));
    const auto s = with(records);
    REQUIRE(listed_outages(s).size() == 12);
    CHECK(listed_outages(s).back()->id == 19);
    const auto text = why_text(s, sample_phrases());
    CHECK(has_part(text, "\nOutages that last:\n  30  at 43200  Provider outage, for "));
    CHECK(has_part(text,
                   "\nEarlier outages:\n  28  at 43200  Provider outage, 3 min 20 s (Anchor, "
                   "Sh?[31mop, Bakery and 1 more)\n"));
    CHECK(has_part(text, "\n  19  at"));
    CHECK_FALSE(has_part(text, "\n  18  at"));
    CHECK(outage_lists(sample_snapshot(), sample_phrases()).empty());
    std::size_t outages = 0;
    for (const auto& line : lines(why_json(s, sample_phrases())))
        if (line["type"] == "outage") ++outages;
    CHECK(outages == 12);
}

TEST_CASE("asked over the socket, a number finds its record, also one that is not listed") {
    std::vector<OutageRecord> records;
    for (std::uint32_t n = 28; n > 10; --n) records.push_back(provider(n, true));
    const auto s = with(records);
    const auto answer = lines(ask(s, R"({"command":"why","format":"json","outage":11})"));
    REQUIRE(answer.size() == 2);
    CHECK(answer[0]["type"] == "outage");
    CHECK(answer[0]["outage"] == 11);
    CHECK(answer[0]["cause"] == "provider_outage");
    CHECK(answer[0]["confidence"] == "likely");
    CHECK(answer[0]["began"] == "2024-06-01T12:00:00.000001Z");
    CHECK(answer[0]["ended"] == "2024-06-01T12:03:20.000001Z");
    CHECK(answer[0]["length_s"] == 200.0);
    CHECK(answer[0]["how"] == "recovered");
    CHECK(answer[0]["affected"].size() == 4);
    CHECK(answer[0]["told"] == true);
    REQUIRE(answer[0]["evidence"].size() == 2);
    CHECK(answer[0]["evidence"][1]["what"] == "Trace to Shop (198.51.100.7)");
    CHECK(answer[1] == Json{{"type", "done"}, {"well", true}, {"version", "9"}});
    const auto text = lines(ask(s, R"({"command":"why","format":"text","outage":11})"));
    REQUIRE(text.size() == 2);
    CHECK(has_part(text[0]["text"], "Outage 11: Provider outage"));
}

TEST_CASE("an unknown number is an error that says which there are") {
    const auto error = [](const Snapshot& s, int number) {
        const auto all = lines(
            ask(s, R"({"command":"why","format":"text","outage":)" + std::to_string(number) + "}"));
        REQUIRE(all.size() == 1);
        CHECK(all[0]["type"] == "error");
        CHECK(all[0]["code"] == "not_found");
        return all[0]["what"].get<std::string>() + ": " + all[0]["remedy"].get<std::string>();
    };
    CHECK(error(with({provider(7, false), provider(3, true)}), 4) ==
          "there is no outage 4: there is 7, 3");
    CHECK(error(sample_snapshot(), 4) == "there is no outage 4: none is remembered");
    std::vector<OutageRecord> many;
    for (std::uint32_t n = 12; n > 0; --n) many.push_back(provider(n, true));
    CHECK(error(with(many), 99) ==
          "there is no outage 99: there is 12, 11, 10, 9, 8, 7, 6, 5, 4, 3 and 2 older ones");
}

TEST_CASE("the number goes over the wire, and nothing else does in its place") {
    Request request;
    request.verb = Verb::why;
    request.outage = 12;
    const auto again = parse_request(serialise(request));
    REQUIRE(again.ok());
    CHECK(again.value() == request);
    for (const char* wrong : {"-1", "1.5", "\"12\"", "4294967296", "[1]"})
        CHECK_FALSE(parse_request(R"({"command":"why","outage":)" + std::string(wrong) + "}").ok());
    CHECK(parse_request(R"({"command":"why","outage":null})").value().outage == std::nullopt);
}

TEST_CASE("status and why say that checks are slowed down, and why") {
    auto s = sample_snapshot();
    s.slowed = "the computer runs on battery";
    const std::string words = "Checks are slower than configured: the computer runs on battery.\n";
    CHECK(has_part(status_text(s, sample_phrases()), words));
    CHECK(has_part(why_text(s, sample_phrases()), words));
    CHECK(lines(status_json(s, sample_phrases()))[0]["slowed"] == "the computer runs on battery");
    CHECK_FALSE(has_part(status_text(sample_snapshot(), sample_phrases()), "slower"));
}
