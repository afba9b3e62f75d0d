// What outlives the program: networks.json and outages.jsonl, whole, damaged, and not to be
// written.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "agent/runtime/log.h"
#include "agent/runtime/network_store.h"
#include "agent/runtime/outage_store.h"
#include "tests/support/temp_dir.h"

using namespace traypulse;
using namespace traypulse::runtime;
using test::TempDir;
using namespace std::chrono_literals;

namespace {

const WallTime kNow = parse_rfc3339("2024-06-01T12:00:00Z").value();

NetworkMemory network(const std::string& id, WallTime seen) {
    NetworkMemory out;
    out.id = id;
    out.last_seen = seen;
    out.usual["Router \"home\" \xC3\xA4"] = {Rtt(1234567ns), 42};
    out.usual["9.9.9.9"] = {Rtt(7ms), 1};
    out.first_hops = {"192.0.2.1", "", "fe80::1%eth0"};
    return out;
}

OutageRecord outage(std::uint32_t id, bool ended = true) {
    OutageRecord out;
    out.id = id;
    out.cause = Cause::provider_outage;
    out.confidence = Confidence::likely;
    out.network = "192.0.2.1 00:53:00:12:34:56";
    out.began = kNow + std::chrono::seconds(id);
    if (ended) {
        out.ended = out.began + 90s + 5us;
        out.how = "recovered";
    }
    out.affected = {"Shop", "Bäckerei\n"};
    out.told = true;
    out.evidence = {{"Router (192.0.2.1)", "answers, 1 ms", kNow}, {"bytes", "\xFF", kNow}};
    return out;
}

/// Files of this directory whose name holds `part`.
std::vector<std::string> named(const TempDir& dir, const std::string& part) {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
        if (entry.path().filename().string().find(part) != std::string::npos)
            out.push_back(entry.path().filename().string());
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

TEST_CASE("a time that was written is read back") {
    for (const auto time : {kNow, kNow + 1us, kNow - 24h * 366 * 60, kNow + 999999us})
        CHECK(parse_rfc3339(rfc3339(time)) == time);
    CHECK(parse_rfc3339("2024-06-01T12:00:00.25Z") == kNow + 250ms);
    for (const char* wrong :
         {"", "2024", "2024-06-01T12:00:00", "2024-06-01T12:00:00+02:00", "2024-02-30T12:00:00Z",
          "2024-06-01T12:00:61Z", "2024-06-01T12:00:00.Z", "2024-06-01T12:00:00.1234567Z",
          "2024-06-01T12:00:00Zx", "2024-13-01T12:00:00Z", "yesterday"})
        CHECK_MESSAGE(!parse_rfc3339(wrong), wrong);
}

TEST_CASE("networks come back as they were") {
    const TempDir dir;
    NetworkStore store(dir / "networks.json");
    CHECK_FALSE(store.load(kNow));
    CHECK(store.networks().empty());
    CHECK(store.write().ok());
    CHECK_FALSE(std::filesystem::exists(dir / "networks.json"));  // there is nothing to say

    store.keep(network("hotel", kNow));
    store.keep(network("home", kNow - 1h));
    auto again = network("hotel", kNow + 1h);
    again.first_hops.clear();
    store.keep(again);
    store.keep(network("", kNow));
    REQUIRE(store.write().ok());

    NetworkStore next(dir / "networks.json");
    CHECK_FALSE(next.load(kNow));
    CHECK(next.networks() == store.networks());
    REQUIRE(next.networks().size() == 2);
    CHECK(next.networks()[0] == network("home", kNow - 1h));
    CHECK(next.networks()[1] == again);
    const auto text = test::read_file(dir / "networks.json");
    CHECK(text.find("\"2024-06-01T13:00:00.000000Z\"") != std::string::npos);
}

TEST_CASE("only so many networks are remembered, and the longest unseen goes first") {
    const TempDir dir;
    NetworkStore store(dir / "networks.json");
    store.keep(network("old", kNow - 1h));
    for (std::size_t i = 0; i < kMostNetworks; ++i)
        store.keep(network("n" + std::to_string(i), kNow + i * 1s));
    CHECK(store.networks().size() == kMostNetworks);
    CHECK(store.networks().front().id == "n0");
    CHECK(store.networks().back().id == "n" + std::to_string(kMostNetworks - 1));
}

TEST_CASE("a damaged file of networks is set aside, never deleted") {
    const auto whole = networks_text({network("home", kNow)});
    auto negative = whole;
    negative.replace(negative.find("7000.0"), 6, "-7000.");
    auto no_time = whole;
    no_time.replace(no_time.find("2024-06-01"), 10, "2024-06-99");
    for (const std::string& text :
         {std::string("not json"), whole.substr(0, whole.size() / 2), std::string("{}"),
          std::string("[]"), std::string("{\"networks\": 3}"), std::string("\0\0\0", 3), negative,
          no_time}) {
        const TempDir dir;
        dir.write("networks.json", text);
        NetworkStore store(dir / "networks.json");
        const auto damage = store.load(kNow);
        REQUIRE_MESSAGE(damage, text);
        CHECK(damage->text().find("networks.json.damaged-20240601T120000Z") != std::string::npos);
        CHECK(store.networks().empty());
        CHECK(test::read_file(dir / "networks.json.damaged-20240601T120000Z") == text);
        store.keep(network("home", kNow));
        CHECK(store.write().ok());
        CHECK_FALSE(NetworkStore(dir / "networks.json").load(kNow));
        // A second one in the same second takes nobody's name.
        dir.write("networks.json", "worse");
        CHECK(store.load(kNow));
        CHECK(test::read_file(dir / "networks.json.damaged-20240601T120000Z-2") == "worse");
        CHECK(test::read_file(dir / "networks.json.damaged-20240601T120000Z") == text);
    }
}

TEST_CASE("outages come back as they were") {
    const TempDir dir;
    OutageStore store(dir / "outages.jsonl");
    CHECK_FALSE(store.load(kNow));
    CHECK(store.last_id() == 0);
    store.keep(outage(2, false));
    store.keep(outage(1));
    store.keep(outage(7, false));
    REQUIRE(store.write().ok());
    store.keep(outage(7));  // it has ended
    REQUIRE(store.write().ok());

    OutageStore next(dir / "outages.jsonl");
    CHECK_FALSE(next.load(kNow));
    CHECK(next.last_id() == 7);
    REQUIRE(next.records().size() == 3);
    REQUIRE(next.open().size() == 1);
    CHECK(next.open()[0].id == 2);
    const auto& r = next.records()[2];
    CHECK(r.id == 7);
    CHECK(r.cause == Cause::provider_outage);
    CHECK(r.confidence == Confidence::likely);
    CHECK(r.network == outage(7).network);
    CHECK(r.began == outage(7).began);
    CHECK(r.ended == outage(7).ended);
    CHECK(r.how == "recovered");
    CHECK(r.affected == outage(7).affected);
    CHECK(r.told);
    REQUIRE(r.evidence.size() == 2);
    CHECK(r.evidence[0].what == "Router (192.0.2.1)");
    CHECK(r.evidence[0].value == "answers, 1 ms");
    CHECK(r.evidence[0].time == kNow);
    CHECK(r.evidence[1].value == "\xEF\xBF\xBD");
    CHECK(named(dir, "outages").size() == 1);  // no temporary file is left
}

TEST_CASE("the words of every cause and confidence are read back") {
    for (int c = 0; c <= static_cast<int>(Cause::unstable); ++c)
        for (int s = 0; s <= static_cast<int>(Confidence::possible); ++s) {
            auto record = outage(1);
            record.cause = static_cast<Cause>(c);
            record.confidence = static_cast<Confidence>(s);
            const auto read = parse_outage(outage_line(record));
            REQUIRE(read.ok());
            CHECK(read.value().cause == record.cause);
            CHECK(read.value().confidence == record.confidence);
        }
}

TEST_CASE("only so many outages are kept, and those that last stay") {
    const TempDir dir;
    OutageStore store(dir / "outages.jsonl");
    store.keep(outage(1, false));
    for (std::uint32_t id = 2; id <= kMostOutages + 10; ++id) store.keep(outage(id));
    CHECK(store.records().size() == kMostOutages);
    CHECK(store.records()[0].id == 1);
    CHECK(store.records()[1].id == 12);
    CHECK(store.last_id() == kMostOutages + 10);
    // Nothing but open ones: then the oldest goes after all.
    for (std::uint32_t id = 1000; id < 1000 + kMostOutages; ++id) store.keep(outage(id, false));
    CHECK(store.records().size() == kMostOutages);
    CHECK(store.records()[0].id == 1000);
}

TEST_CASE("of a damaged file of outages what can be read is kept, and the rest set aside") {
    const auto good = outage_line(outage(3, false)) + "\n";
    auto other_cause = outage_line(outage(4));
    other_cause.replace(other_cause.find("provider_outage"), 15, "weather");
    for (const std::string& bad :
         {std::string("not json\n"), good.substr(0, good.size() / 2), std::string("\n"),
          other_cause + "\n", std::string("{\"id\":-1}\n"), std::string("[]\n")}) {
        const TempDir dir;
        dir.write("outages.jsonl", good + bad);
        OutageStore store(dir / "outages.jsonl");
        const auto damage = store.load(kNow);
        REQUIRE_MESSAGE(damage, bad);
        CHECK(damage->text().find("line 2") != std::string::npos);
        REQUIRE(store.open().size() == 1);
        CHECK(store.last_id() == 3);
        CHECK(test::read_file(dir / "outages.jsonl.damaged-20240601T120000Z") == good + bad);
        CHECK(store.write().ok());
        CHECK(test::read_file(dir / "outages.jsonl") == good);
    }
}

TEST_CASE("what cannot be written is said, kept in memory, and tried again") {
    const TempDir dir;
    OutageStore outages(dir / "gone/outages.jsonl");
    NetworkStore networks(dir / "gone/networks.json");
    CHECK_FALSE(outages.load(kNow));
    CHECK_FALSE(networks.load(kNow));
    outages.keep(outage(1));
    networks.keep(network("home", kNow));
    const auto refused = outages.write();
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().text().find(dir / "gone/outages.jsonl") != std::string::npos);
    CHECK_FALSE(networks.write().ok());
    CHECK(outages.records().size() == 1);
    CHECK(networks.networks().size() == 1);
    std::filesystem::create_directory(dir / "gone");
    CHECK(outages.write().ok());
    CHECK(networks.write().ok());
    CHECK(test::read_file(dir / "gone/outages.jsonl") == outage_line(outage(1)) + "\n");
}

TEST_CASE("what cannot be read makes room, whatever it is") {
    const TempDir dir;
    std::filesystem::create_directory(dir / "outages.jsonl");
    mkfifo((dir / "networks.json").c_str(), 0600);
    OutageStore outages(dir / "outages.jsonl");
    NetworkStore networks(dir / "networks.json");
    CHECK(outages.load(kNow));
    CHECK(networks.load(kNow));
    CHECK(named(dir, "damaged").size() == 2);
    outages.keep(outage(1));
    networks.keep(network("home", kNow));
    CHECK(outages.write().ok());
    CHECK(networks.write().ok());
    CHECK(named(dir, "damaged").size() == 2);
}
