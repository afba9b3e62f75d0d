#include "agent/store/export.h"

#include <doctest/doctest.h>

#include <map>

#include "agent/store/row_writer.h"
#include "agent/store/time_text.h"
#include "tests/unit/store/rig.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace traypulse::test;

namespace {

constexpr TimeRange kAllTime{WallTime{}, kNoon + 24h * 365};

std::string time_of(WallTime t) {
    std::string out;
    append_time(out, t);
    return out;
}

std::string exported(const std::string& path, std::vector<ExchangeKind> kinds,
                     ExchangeFormat format = ExchangeFormat::json, TimeRange range = kAllTime) {
    History history(path);
    ExportOptions options;
    options.format = format;
    options.kinds = std::move(kinds);
    options.range = range;
    options.program = "traypulse 9";
    std::string out;
    const auto done =
        export_history(history, options, {}, [&](ExchangeKind, std::string_view rows) {
            out += rows;
            return ok();
        });
    REQUIRE_MESSAGE(done.ok(), (done.ok() ? "" : done.error().text()));
    return out;
}

std::string without_first_line(const std::string& text) { return text.substr(text.find('\n') + 1); }

}  // namespace

TEST_CASE("times are RFC 3339 to the microsecond, there and back") {
    CHECK(time_of(kNoon + std::chrono::microseconds(1)) == "2024-06-01T12:00:00.000001Z");
    CHECK(time_of(WallTime{}) == "1970-01-01T00:00:00.000000Z");
    for (const auto t : {WallTime{}, kNoon, kNoon + std::chrono::microseconds(999'999),
                         WallTime(std::chrono::seconds(253'402'300'799))})
        CHECK(parse_time(time_of(t)) == t);
    CHECK(parse_time("2024-06-01T14:00:00+02:00") == kNoon);
    CHECK(parse_time("2024-06-01 06:30:00.5-05:30") == kNoon + 500ms);
    CHECK(parse_time("2024-06-01T12:00:00.123456789Z") ==
          kNoon + std::chrono::microseconds(123'456));
    for (const char* wrong :
         {"", "2024-06-01", "2024-02-30T00:00:00Z", "2024-06-01T24:00:00Z", "2024-06-01T12:00:00",
          "2024-06-01T12:00:00.Z", "2024-06-01T12:00:00Zx", "1969-12-31T23:59:59Z",
          "2024-06-01T12:60:00Z", "2024-06-01T12:00:00.1234567891Z", "20240601T120000Z"})
        CHECK_MESSAGE(!parse_time(wrong), wrong);
}

TEST_CASE("microseconds are written exactly to the nanosecond, as `ping --json` writes them") {
    const auto text = [](std::int64_t ns) {
        std::string out;
        append_micros(out, Nanoseconds(ns));
        return out;
    };
    CHECK(text(1'000'000) == "1000.0");
    CHECK(text(12'345) == "12.345");
    CHECK(text(12'340) == "12.34");
    CHECK(text(12'300) == "12.3");
    CHECK(text(5) == "0.005");
    CHECK(text(50) == "0.05");
}

TEST_CASE("samples, also those that are not packed yet, in JSON and in CSV") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    store.put(answered(kRouter, kNoon + 1s, Nanoseconds(1'234'567)));
    store.put(timed_out(kShop, kNoon + 2s));
    REQUIRE(store.flush(5s).ok());
    CHECK(exported(rig.path, {ExchangeKind::sample}) ==
          "{\"type\":\"export\",\"format\":1,\"program\":\"traypulse 9\","
          "\"since\":\"1970-01-01T00:00:00.000000Z\",\"until\":\"2025-06-01T12:00:00.000000Z\"}\n"
          "{\"type\":\"sample\",\"target\":\"Router\",\"check\":\"icmp://192.0.2.1\",\"time\":"
          "\"2024-06-01T12:00:01.000000Z\",\"outcome\":\"answered\",\"rtt_us\":1234.567,\"ttl\":64,"
          "\"from\":\"192.0.2.1\"}\n"
          "{\"type\":\"sample\",\"target\":\"Shop\",\"check\":\"https://shop.example/\",\"time\":"
          "\"2024-06-01T12:00:02.000000Z\",\"outcome\":\"timeout\",\"rtt_us\":null,\"ttl\":null,"
          "\"from\":null}\n");
    CHECK(exported(rig.path, {ExchangeKind::sample}, ExchangeFormat::csv) ==
          "type,target,check,time,outcome,rtt_us,ttl,from\r\n"
          "sample,Router,icmp://192.0.2.1,2024-06-01T12:00:01.000000Z,answered,1234.567,64,"
          "192.0.2.1\r\n"
          "sample,Shop,https://shop.example/,2024-06-01T12:00:02.000000Z,timeout,,,\r\n");
}

TEST_CASE("a minute has what is packed and what is not; a range takes those that begin in it") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    for (int i = 0; i < 20; ++i) store.put(answered(kRouter, kNoon + i * 1s, Nanoseconds(100)));
    REQUIRE(store.flush(5s).ok());
    rig.clock.pass(6min);
    store.put(answered(kRouter, kNoon + 6min, Nanoseconds(100)));  // packs what came before
    REQUIRE(store.flush(5s).ok());
    store.put(timed_out(kRouter, kNoon + 30s));
    REQUIRE(store.flush(5s).ok());
    const std::string row =
        "{\"type\":\"minute\",\"target\":\"Router\",\"check\":\"icmp://192.0.2.1\",\"time\":"
        "\"2024-06-01T12:00:00.000000Z\",\"sent\":21,\"lost\":1,\"late\":0,\"duplicate\":0,"
        "\"not_sent\":0,\"rtt_min_us\":0.1,\"rtt_p50_us\":0.1,\"rtt_p95_us\":0.1,\"rtt_p99_us\":0."
        "1,"
        "\"rtt_max_us\":0.1,\"histogram\":[[100,20]]}\n";
    CHECK(without_first_line(exported(rig.path, {ExchangeKind::minute}, ExchangeFormat::json,
                                      {kNoon, kNoon + 1min})) == row);
    CHECK(without_first_line(exported(rig.path, {ExchangeKind::minute}, ExchangeFormat::json,
                                      {kNoon - 1s, kNoon + 1s})) == row);
    CHECK(without_first_line(exported(rig.path, {ExchangeKind::minute}, ExchangeFormat::json,
                                      {kNoon + 1s, kNoon + 1min}))
              .empty());
    CHECK(exported(rig.path, {ExchangeKind::hour}).find("\"sent\":22,\"lost\":1") !=
          std::string::npos);
}

TEST_CASE(
    "CSV: quotes, commas and lines as RFC 4180 has them; nothing that a spreadsheet would run") {
    std::string out;
    RowWriter row(ExchangeFormat::csv, ExchangeKind::event, out);
    row.begin();
    row.text("a,b");
    row.text("say \"hi\"\r\nthere");
    row.text("=1+1");
    row.text("'quoted");
    row.text("plain 'quote' = \xff");
    row.end();
    CHECK(out ==
          "event,\"a,b\",\"say \"\"hi\"\"\r\nthere\",'=1+1,''quoted,plain 'quote' = "
          "\xef\xbf\xbd\r\n");
}

TEST_CASE("an outage that lasts ends with the last moment that is known, and says so") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    OutageRecord r;
    r.id = 7;
    r.cause = Cause::provider_outage;
    r.began = kNoon + 1min;
    r.affected = {"Shop"};
    r.evidence = {{"Router", "answers", kNoon}};
    store.put(r);
    rig.clock.pass(10min);
    store.put(timed_out(kShop, kNoon + 10min));
    REQUIRE(store.flush(5s).ok());
    CHECK(without_first_line(exported(rig.path, {ExchangeKind::outage})) ==
          "{\"type\":\"outage\",\"outage\":7,\"cause\":\"provider_outage\",\"confidence\":"
          "\"certain\","
          "\"network\":null,\"began\":\"2024-06-01T12:01:00.000000Z\",\"ended\":"
          "\"2024-06-01T12:10:00.000000Z\",\"lasts\":true,\"how\":null,\"told\":false,\"affected\":"
          "[\"Shop\"],\"evidence\":[{\"what\":\"Router\",\"value\":\"answers\",\"time\":"
          "\"2024-06-01T12:00:00.000000Z\"}]}\n");
}

TEST_CASE("only the targets that were asked for, with what concerns them or everybody") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    store.put(answered(kRouter, kNoon, Nanoseconds(100)));
    store.put(answered(kShop, kNoon, Nanoseconds(100)));
    store.put(Event{EventKind::network, kNoon, {}, "wlan0"});
    store.put(Event{EventKind::route, kNoon, kShop, "hop 3"});
    store.put(Event{EventKind::route, kNoon, kRouter, "hop 1"});
    REQUIRE(store.flush(5s).ok());
    History history(rig.path);
    ExportOptions options;
    options.kinds = {kExchangeKinds.begin(), kExchangeKinds.end()};
    options.range = kAllTime;
    options.targets = {HistoryTarget{2}};
    std::map<ExchangeKind, std::string> out;
    REQUIRE(export_history(history, options, {}, [&](ExchangeKind kind, std::string_view rows) {
                out[kind] += rows;
                return ok();
            }).ok());
    for (const auto& [kind, rows] : out) CHECK(rows.find("icmp://192.0.2.1") == std::string::npos);
    CHECK(out[ExchangeKind::event].find("hop 3") != std::string::npos);
    CHECK(out[ExchangeKind::event].find("wlan0") != std::string::npos);
    CHECK(out[ExchangeKind::event].find("hop 1") == std::string::npos);
}

TEST_CASE("who does not want it any more stops it; so does a reader that takes no more") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets(two_targets(), kNoon);
    store.put(answered(kRouter, kNoon, Nanoseconds(100)));
    REQUIRE(store.flush(5s).ok());
    History history(rig.path);
    ExportOptions options;
    options.kinds = {ExchangeKind::sample};
    options.range = kAllTime;
    const auto cancelled = export_history(
        history, options, [](double, std::string_view) { return false; },
        [](ExchangeKind, std::string_view) { return ok(); });
    REQUIRE_FALSE(cancelled.ok());
    CHECK(cancelled.error().code == ErrorCode::cancelled);
    const auto full = export_history(history, options, {}, [](ExchangeKind, std::string_view) {
        return Status(Error{ErrorCode::io, "no space", {}});
    });
    REQUIRE_FALSE(full.ok());
    CHECK(full.error().what == "no space");
}
