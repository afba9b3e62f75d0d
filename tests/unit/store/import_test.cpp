#include "agent/store/import.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

#include "agent/store/export.h"
#include "tests/unit/store/rig.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace traypulse::test;

namespace {

const TimeRange kAnyTime{WallTime{}, kNoon + 24h * 3650};

/// Both formats as one text; of CSV all kinds one after the other, which an import takes as well.
std::string whole(const std::string& path, ExchangeFormat format = ExchangeFormat::json) {
    History history(path);
    ExportOptions options;
    options.format = format;
    options.kinds = {kExchangeKinds.begin(), kExchangeKinds.end()};
    options.range = kAnyTime;
    std::string out;
    const auto done =
        export_history(history, options, {}, [&](ExchangeKind, std::string_view rows) {
            out += rows;
            return ok();
        });
    REQUIRE_MESSAGE(done.ok(), (done.ok() ? "" : done.error().text()));
    return out;
}

ImportSource source_of(std::string text, std::size_t at_once = 1000) {
    ImportSource out;
    out.name = "test";
    out.bytes = text.size();
    out.read = [text = std::move(text), at_once,
                at = std::size_t{0}](std::span<char> into) mutable -> Result<std::size_t> {
        const auto n = std::min({into.size(), text.size() - at, at_once});
        std::memcpy(into.data(), text.data() + at, n);
        at += n;
        return n;
    };
    return out;
}

ImportResult imported(const std::string& path, const std::string& text) {
    ImportResult out;
    const auto done = import_history(path, {source_of(text)}, {}, out);
    REQUIRE_MESSAGE(done.ok(), (done.ok() ? "" : done.error().text()));
    return out;
}

/// Hours of samples, some lost, some late; states, outages and events; one minute not yet packed.
void fill(StoreRig& rig) {
    Store store(rig.options());
    store.set_targets({{kRouter, "Router", "icmp://192.0.2.1"},
                       {kShop, "=Shop, \"the\" one'", "https://shop.example/"}},
                      kNoon);
    store.put(Event{EventKind::program_start, kNoon, {}, "1"});
    for (int i = 0; i < 130; ++i) {
        const auto at = kNoon + i * 1min;
        store.put(
            StateChange{kRouter, i % 40 == 20 ? TargetState::down : TargetState::up, at, "-x"});
        for (int s = 0; s < 60; s += 20) {
            store.put(answered(kRouter, at + s * 1s, Nanoseconds(1'000'003 + i * 1'000)));
            store.put(timed_out(kShop, at + s * 1s));
        }
        store.put(
            Sample{kShop, at, Outcome::late, Ttl{9}, Rtt(2s), *IpAddress::parse("2001:db8::1")});
        rig.clock.pass(1min);
        REQUIRE(store.flush(5s).ok());
    }
    OutageRecord r;
    r.id = 1;
    r.cause = Cause::target_down;
    r.began = kNoon + 20min;
    r.ended = kNoon + 21min;
    r.how = "recovered";
    r.affected = {"Router", "=Shop, \"the\" one'"};
    r.evidence = {{"what \"it\"", "line one\nline two", kNoon}};
    store.put(r);
    r.id = 2;
    r.began = kNoon + 100min;
    r.ended.reset();
    r.how.clear();
    store.put(r);
    store.put(Event{EventKind::route, kNoon + 5min, kShop, "+1 hop"});
    store.put(Event{EventKind::route, kNoon + 5min, kShop, "+1 hop"});
    REQUIRE(store.flush(5s).ok());
}

std::string row(const std::string& rest) {
    return R"({"type":"sample","target":"A","check":"icmp://a",)" + rest + "}\n";
}

}  // namespace

TEST_CASE("an export that was imported is the same export again, and once more changes nothing") {
    StoreRig rig;
    fill(rig);
    for (const auto format : {ExchangeFormat::json, ExchangeFormat::csv}) {
        const auto text = whole(rig.path, format);
        const auto other = rig.files / (format == ExchangeFormat::csv ? "csv.db" : "json.db");
        const auto first = imported(other, text);
        CHECK(first.refused == 0);
        CHECK(first.known() == 0);
        CHECK(first.added() > 900);
        CHECK(whole(other, format) == text);
        CHECK(whole(other) == whole(rig.path));
        const auto second = imported(other, text);
        CHECK(second.added() == 0);
        CHECK(second.refused == 0);
        CHECK(second.known() == first.added());
        CHECK(whole(other) == whole(rig.path));
        // Into its own history, where an outage and an interval last, and samples are not packed.
        const auto own = imported(rig.path, text);
        CHECK(own.added() == 0);
        CHECK(whole(rig.path, format) == text);
    }
}

TEST_CASE("samples alone make their minutes and hours") {
    StoreRig rig;
    fill(rig);
    const auto text = whole(rig.path);
    std::string samples;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at) + 1;
        if (text.compare(at, 16, "{\"type\":\"sample\"") == 0) samples += text.substr(at, end - at);
        at = end;
    }
    const auto other = rig.files / "other.db";
    CHECK(imported(other, samples).refused == 0);
    const auto rollups = [](const std::string& all) {
        std::vector<std::string> out;
        for (std::size_t at = 0; at < all.size();) {
            const auto end = all.find('\n', at) + 1;
            for (const char* kind : {"{\"type\":\"minute\"", "{\"type\":\"hour\""})
                if (all.compare(at, std::strlen(kind), kind) == 0)
                    out.push_back(all.substr(at, end - at));
            at = end;
        }
        return out;
    };
    auto mine = rollups(whole(other));
    auto theirs = rollups(text);
    std::sort(mine.begin(), mine.end());
    std::sort(theirs.begin(), theirs.end());
    CHECK(mine.size() > 130);
    CHECK(mine == theirs);
}

TEST_CASE("two halves of an hour are one hour; what is in both is there once") {
    StoreRig rig;
    const auto part = [&](int from, int until) {
        std::string out;
        for (int i = from; i < until; ++i) {
            const auto minute = (i < 10 ? "0" : "") + std::to_string(i);
            out += row("\"time\":\"2024-06-01T12:" + minute +
                       ":30Z\",\"outcome\":\"answered\",\"rtt_us\":" + std::to_string(i + 1));
        }
        return out;
    };
    CHECK(imported(rig.path, part(0, 35)).added() == 35);
    const auto second = imported(rig.path, part(25, 60));
    CHECK(second.added() == 25);
    CHECK(second.known() == 10);
    CHECK(sql(rig.path, "SELECT sent FROM hour_rollup") == std::vector<std::string>{"60"});
    CHECK(sql(rig.path, "SELECT count(*), sum(sent) FROM minute_rollup") ==
          std::vector<std::string>{"60|60"});
    // A target that only samples told of was watched while those of the first import say so.
    CHECK(sql(rig.path, "SELECT added, removed FROM targets") ==
          std::vector<std::string>{"2024-06-01 12:00:30|2024-06-01 12:34:30"});
}

TEST_CASE("a running agent goes on meanwhile, and its own hour gets the imported ones on top") {
    StoreRig rig;
    Store store(rig.options());
    store.set_targets({{kRouter, "A", "icmp://a"}}, kNoon);
    for (int s = 0; s < 30; ++s) store.put(answered(kRouter, kNoon + 50min + s * 1s, 1ms));
    REQUIRE(store.flush(5s).ok());
    std::string text =
        "{\"type\":\"hour\",\"target\":\"A\",\"check\":\"icmp://a\",\"time\":"
        "\"2024-06-01T12:00:00Z\",\"sent\":40,\"lost\":40,\"late\":0,\"duplicate\":0,"
        "\"not_sent\":0}\n";
    for (int i = 0; i < 40; ++i)
        text += row("\"time\":\"2024-06-01T12:" + std::string(i < 10 ? "0" : "") +
                    std::to_string(i) + ":00Z\",\"outcome\":\"timeout\"");
    const auto first = imported(rig.path, text);
    CHECK(first.added() == 41);  // the hour, too: it has as many requests now
    CHECK(first.refused == 0);
    CHECK(imported(rig.path, text).added() == 0);
    rig.clock.pass(2h);
    store.put(answered(kRouter, kNoon + 2h, 1ms));
    REQUIRE(store.flush(5s).ok());
    store.put(answered(kRouter, kNoon + 2h, 1ms));
    REQUIRE(store.flush(5s).ok());
    CHECK(sql(rig.path, "SELECT sent, lost FROM hour_rollup WHERE slot & 4294967295 = " +
                            std::to_string(kNoon.time_since_epoch() / 1h)) ==
          std::vector<std::string>{"70|40"});
    CHECK(store.status().dropped == 0);
}

TEST_CASE("time that was known keeps its state; what was not known gets the imported one") {
    StoreRig rig;
    const auto interval = [](const char* state, const char* from, const char* until) {
        return std::string(R"({"type":"interval","target":"A","check":"icmp://a","state":")") +
               state + R"(","from":"2024-06-01T)" + from + R"(:00Z","until":"2024-06-01T)" + until +
               R"(:00Z","reason":null})" + "\n";
    };
    imported(rig.path, interval("up", "12:00", "13:00"));
    CHECK(imported(rig.path, interval("down", "11:30", "13:30")).added() == 1);
    CHECK(imported(rig.path, interval("down", "12:10", "12:20")).added() == 0);
    CHECK(imported(rig.path, interval("up", "12:00", "13:00")).added() == 0);
    CHECK(sql(rig.path, "SELECT state, began, ended FROM intervals ORDER BY began") ==
          std::vector<std::string>{"down|2024-06-01 11:30:00|2024-06-01 12:00:00",
                                   "up|2024-06-01 12:00:00|2024-06-01 13:00:00",
                                   "down|2024-06-01 13:00:00|2024-06-01 13:30:00"});
}

TEST_CASE("an outage that lasted when it was exported gets its end from a later export") {
    StoreRig rig;
    const auto outage = [](const char* ended, const char* how) {
        return std::string(
                   R"({"type":"outage","outage":4,"cause":"unstable","confidence":"likely",)") +
               R"("began":"2024-06-01T12:00:00Z","ended":")" + ended + R"(","how":)" + how + "}\n";
    };
    CHECK(imported(rig.path, outage("2024-06-01T12:10:00Z", "null")).added() == 1);
    CHECK(imported(rig.path, outage("2024-06-01T12:30:00Z", "\"recovered\"")).added() == 1);
    CHECK(imported(rig.path, outage("2024-06-01T12:20:00Z", "null")).added() == 0);
    CHECK(sql(rig.path, "SELECT number, ended, how FROM outages") ==
          std::vector<std::string>{"4|2024-06-01 12:30:00|recovered"});
}

TEST_CASE("what is wrong is told with its line, and the rest is taken") {
    struct Case {
        std::string line, what;
    };
    const std::string good = R"("time":"2024-06-01T12:00:00Z","outcome":"timeout")";
    const std::vector<Case> cases{
        {"nonsense\n", "this is no JSON object"},
        {"[1,2]\n", "this is no JSON object"},
        {"{\"a\":1}\n", "it has no \"type\""},
        {"{\"type\":\"cow\"}\n", "the type \"cow\" is not known"},
        {row(R"("outcome":"timeout")"), "time: is missing"},
        {row(R"("time":"yesterday","outcome":"timeout")"),
         "time: \"yesterday\" is no time: it is written like 2024-06-01T12:00:00.000001Z"},
        {row(R"("time":"2024-06-01T12:00:00Z","outcome":"lost")"), "outcome: \"lost\" is none"},
        {row(good + R"(,"rtt_us":-1)"), "rtt_us: \"-1\" is no length in microseconds"},
        {row(good + R"(,"ttl":300)"), "ttl: \"300\" is no whole number up to 255"},
        {row(good + R"(,"from":"nowhere")"), "from: \"nowhere\" is no address"},
        {R"({"type":"sample","check":"icmp://a",)" + good + "}\n", "target: is missing"},
        {R"({"type":"minute","target":"A","check":"c","time":"2024-06-01T12:00:30Z","sent":1,)"
         R"("lost":1,"late":0,"duplicate":0,"not_sent":0})"
         "\n",
         "time: is not the beginning of a minute"},
        {R"({"type":"minute","target":"A","check":"c","time":"2024-06-01T12:00:00Z","sent":3,)"
         R"("lost":1,"late":0,"duplicate":0,"not_sent":0,"rtt_min_us":0.1,"rtt_max_us":0.1,)"
         R"("histogram":[[100,1]]})"
         "\n",
         "histogram: has 1 answers, but sent less lost is 2"},
        {R"({"type":"outage","outage":1,"cause":"gremlins","confidence":"certain",)"
         R"("began":"2024-06-01T12:00:00Z","ended":"2024-06-01T12:00:00Z"})"
         "\n",
         "cause: \"gremlins\" is none"},
        {R"({"type":"interval","target":"A","check":"c","state":"up","from":"2024-06-01T12:00:00Z",)"
         R"("until":"2024-06-01T11:00:00Z"})"
         "\n",
         "until: is before from"}};
    StoreRig rig;
    std::string text = row(good);
    for (const auto& c : cases) text += c.line;
    text += row(R"("time":"2024-06-01T12:00:01Z","outcome":"timeout")");
    const auto result = imported(rig.path, text);
    CHECK(result.added() == 2);
    CHECK(result.refused == cases.size());
    REQUIRE(result.refusals.size() == cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
        CHECK(result.refusals[i].line == i + 2);
        CHECK(result.refusals[i].what == cases[i].what);
        CHECK(result.refusals[i].source == "test");
    }
}

TEST_CASE("CSV: lines within cells are counted, columns may be in any order and too many") {
    StoreRig rig;
    const auto result = imported(rig.path,
                                 "type,text,kind,time,colour\r\n"
                                 "event,\"one\r\ntwo\",network,2024-06-01T12:00:00Z,red\r\n"
                                 "event,'=1,network,2024-06-01T12:00:01Z,\r\n"
                                 "event,x,weather,2024-06-01T12:00:02Z,\n"
                                 "event,x,network\n"
                                 "\n"
                                 "event,last,network,2024-06-01T12:00:03Z,");
    CHECK(result.added() == 3);
    REQUIRE(result.refusals.size() == 2);
    CHECK(result.refusals[0].line == 5);
    CHECK(result.refusals[0].what == "kind: \"weather\" is none");
    CHECK(result.refusals[1].line == 6);
    CHECK(result.refusals[1].what == "it has 3 cells, the line of columns has 5");
    CHECK(sql(rig.path, "SELECT text FROM event ORDER BY time") ==
          std::vector<std::string>{"one\r\ntwo", "=1", "last"});
    const auto headless = imported(rig.path, "event,x,network\n");
    REQUIRE(headless.refusals.size() == 1);
    CHECK(headless.refusals[0].what.find("line of columns is missing") != std::string::npos);
    CHECK(imported(rig.path, "type,a\n\"never ends").refused == 1);
}

TEST_CASE("what is stopped leaves whole minutes and hours, and the next import goes on there") {
    StoreRig rig;
    fill(rig);
    const auto text = whole(rig.path);
    const auto other = rig.files / "other.db";
    ImportResult result;
    int told = 0;
    const auto done = import_history(
        other, {source_of(text)}, [&](double, std::string_view) { return ++told < 2; }, result);
    // The whole of it may be done before the second time that it is told.
    if (!done.ok()) CHECK(done.error().code == ErrorCode::cancelled);
    CHECK(sql(other,
              "SELECT count(*) FROM hour_rollup AS h WHERE sent < (SELECT sum(sent) FROM "
              "minute_rollup AS m WHERE m.slot >> 32 = h.slot >> 32 AND "
              "(m.slot & 4294967295) / 60 = (h.slot & 4294967295))") ==
          std::vector<std::string>{"0"});
    CHECK(imported(other, text).refused == 0);
    CHECK(whole(other) == text);
}

TEST_CASE("a file that can't be written is an error that says why") {
    StoreRig rig;
    ImportResult result;
    const auto done =
        import_history(rig.files / "no/such/folder.db", {source_of("{}\n")}, {}, result);
    REQUIRE_FALSE(done.ok());
    CHECK(done.error().what.find("cannot be opened") != std::string::npos);
    auto broken = source_of("");
    broken.read = [](std::span<char>) -> Result<std::size_t> {
        return Error{ErrorCode::io, "cannot read it", {}};
    };
    const auto unread = import_history(rig.path, {broken}, {}, result);
    REQUIRE_FALSE(unread.ok());
    CHECK(unread.error().what == "cannot read it");
}
